using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>The page as people meet it: on a phone and on a desk, in the light and in the dark, and without a mouse.</summary>
public sealed class PageInBrowserTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SampleBundle _bundle = null!;
    private RunningServe _serve = null!;
    private ChromiumPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1.0"] = TestImages.Artifact("app"),
                ["team/tool:sha-0123456789abcdef0123456789abcdef01234567-release-candidate"] = TestImages.Artifact("tool"),
                ["platform/internal-services/observability/a-component-with-a-name-that-does-not-end-before-the-line-does:2.0"] =
                    TestImages.Artifact("long"),
            }
        );
        _serve = await RunningServe.StartAsync("--quiet", "--bundle", _bundle.Folder);
        _page = await ChromiumPage.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_page is not null)
        {
            await _page.DisposeAsync();
        }

        if (_serve is not null)
        {
            await _serve.DisposeAsync();
        }

        _bundle?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_is_cut_off_at_any_width()
    {
        await _page.OpenAsync(_serve.Address);
        foreach (var width in (int[])[320, 390, 768, 1280])
        {
            foreach (var dark in (bool[])[false, true])
            {
                await _page.ShowAsAsync(width, 800, dark);

                Assert.Equal(width, (await _page.EvaluateAsync("innerWidth")).GetInt32());
                Assert.InRange((await _page.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32(), 1, width);
                Assert.Equal(
                    "",
                    (
                        await _page.EvaluateAsync(
                            "[...document.querySelectorAll('body *')].filter(e => e.clientWidth > 0 && e.scrollWidth > "
                                + "e.clientWidth).map(e => e.outerHTML).join('\\n')"
                        )
                    ).GetString()
                );
                Assert.Equal(
                    dark,
                    (
                        await _page.EvaluateAsync(
                            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(part => part < 128)"
                        )
                    ).GetBoolean()
                );
            }
        }
    }

    [Fact]
    public async Task Everything_can_be_reached_and_used_with_the_keyboard_alone()
    {
        await _page.OpenAsync(_serve.Address);
        await _page.ShowAsAsync(1280, 800, dark: false);

        await _page.TabAsync();
        Assert.Equal("Skip to the images", await FocusedAsync("textContent"));
        Assert.True((await _page.EvaluateAsync("document.activeElement.getBoundingClientRect().left >= 0")).GetBoolean());
        await _page.EnterAsync();
        Assert.Equal("images", await FocusedAsync("id"));
        await _page.TabAsync();
        Assert.Equal("search", await FocusedAsync("id"));
        await _page.TypeAsync("TOOL release");
        Assert.Equal("1 of 5", (await _page.EvaluateAsync("document.getElementById('found').textContent")).GetString());
        await _page.TabAsync();
        Assert.Equal(
            $"Copy the pull command of {_bundle.Upstream}/team/tool:sha-0123456789abcdef0123456789abcdef01234567-release-candidate",
            (await _page.EvaluateAsync("document.activeElement.getAttribute('aria-label')")).GetString()
        );
        await _page.EnterAsync();
        Assert.Matches(
            "^(Copied|Press Ctrl-C)$",
            (await _page.EvaluateAsync("new Promise(done => setTimeout(() => done(document.activeElement.textContent), 300))")).GetString()
        );
    }

    [Fact]
    public async Task What_has_the_focus_can_be_seen_and_has_a_name()
    {
        await _page.OpenAsync(_serve.Address);
        await _page.ShowAsAsync(390, 800, dark: true);
        var stops = 0;
        while (true)
        {
            await _page.TabAsync();
            if ((await _page.EvaluateAsync("document.activeElement === document.body")).GetBoolean())
            {
                break;
            }

            stops++;
            Assert.NotEqual("none", (await _page.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle")).GetString());
            Assert.NotEqual(
                "",
                (
                    await _page.EvaluateAsync(
                        "(document.activeElement.ariaLabel || document.activeElement.labels?.[0]?.textContent || "
                            + "document.activeElement.textContent).trim()"
                    )
                ).GetString()
            );
        }

        Assert.Equal(
            stops,
            (
                await _page.EvaluateAsync(
                    "[...document.querySelectorAll('a[href], button, input, summary')].filter(e => e.checkVisibility()).length"
                )
            ).GetInt32()
        );
    }

    private async Task<string?> FocusedAsync(string property) =>
        (await _page.EvaluateAsync($"document.activeElement.{property}")).GetString();
}
