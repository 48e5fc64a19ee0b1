using System.Collections.Concurrent;
using Wsm.Peers;
using Wsm.Site.Delivery;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Push;

/// <summary>A registry, or the way to it, that fails in passing: what was pushed is whole all the same.</summary>
public sealed class TroubledPushTests
{
    private static readonly int[] ServerErrors = [500, 502, 503, 504];

    [Theory]
    [InlineData("reset")]
    [InlineData("lost answer")]
    [InlineData("5xx")]
    [InlineData("429")]
    [InlineData("truncated")]
    public async Task Every_request_fails_at_first(string trouble)
    {
        // An upload's address is a new one each time; what is sent to it is told by the digest.
        var seen = new ConcurrentDictionary<string, bool>();
        await AssertWholeAsync(
            (request, forward) =>
                IsPush(request)
                && seen.TryAdd(
                    $"{request.Method} "
                        + $"{(request.Method == "PUT" && request.Query.Length > 0 ? request.Query[request.Query.IndexOf("digest=")..] : request.Path)}",
                    true
                )
                    ? Fail(trouble, request, forward)
                    : forward(request)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Requests_fail_at_random_in_every_way(int seed)
    {
        string[] troubles = ["reset", "lost answer", "5xx", "429", "truncated", "slow"];
        var random = new Random(seed);
        await AssertWholeAsync(
            (request, forward) =>
            {
                int roll;
                lock (random)
                {
                    roll = random.Next(100);
                }

                return roll < 30 ? Fail(troubles[roll % troubles.Length], request, forward) : forward(request);
            }
        );
    }

    [Fact]
    public async Task A_burst_of_5xx_that_outlasts_every_try_fails_the_image_it_hits_and_no_other()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await using var proxy = new FaultProxy(registry.Host, (request, forward) =>
            IsPush(request) && request.Path.Contains("/team/tool/") ? Reply.Text(503, "") : forward(request)
        );

        var report = await QuickPush.RunAsync(bundle, proxy.Host);

        Assert.Equal([DeliveryOutcome.Failed], report.Images.Where(image => image.Source.Contains("tool")).Select(image => image.Result));
        Assert.All(report.Images.Where(image => !image.Source.Contains("tool")), image =>
            Assert.Equal(DeliveryOutcome.Pushed, image.Result)
        );
        Assert.Contains("503", report.Images.Single(image => image.Source.Contains("tool")).Reason);
    }

    [Fact]
    public async Task After_kills_of_the_program_and_a_restart_our_own_registry_holds_everything()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["a/one:1"] = TestImages.Random(1, 3_000_000, 400_000),
                ["b/many:1"] = TestImages.MultiPlatform(),
            }
        );
        using var folder = new TemporaryFolder();
        var random = new Random(8);
        await using (var registry = await RunningRegistry.StartAsync(folder.Path))
        {
            for (var i = 0; i < 8; i++)
            {
                await WsmProcess.KillAfterAsync(
                    TimeSpan.FromMilliseconds(random.Next(150, 900)),
                    folder.Path,
                    "push",
                    "--bundle",
                    bundle.Folder,
                    "--registry",
                    $"{registry.Host}/run{i}"
                );
            }
        }

        await using var restarted = await RunningRegistry.StartAsync(folder.Path);
        for (var i = 0; i < 8; i++)
        {
            QuickPush.AssertArrived(await QuickPush.RunAsync(bundle, $"{restarted.Host}/again{i}"));
            await RunResult.WellAsync("check", "--bundle", bundle.Folder, "--registry", $"{restarted.Host}/again{i}");
        }
    }

    private static bool IsPush(FaultRequest request) => request.Path != "/v2/" && (request.Method is "POST" or "PUT" or "PATCH");

    private static Reply Fail(string trouble, FaultRequest request, Func<FaultRequest, Reply> forward) =>
        trouble switch
        {
            "reset" => Reply.Reset,
            "lost answer" => forward(request) with { ResetAfter = -1 },
            "5xx" => Reply.Text(ServerErrors[request.Attempt % ServerErrors.Length], "out of order"),
            "429" => Reply.Text(429, "", ("Retry-After", "0")),
            "truncated" => forward(request) with { ResetAfter = 0, DeclaredLength = 1000 },
            _ => forward(request) with { BytesPerSecond = 20_000 },
        };

    private static async Task AssertWholeAsync(Func<FaultRequest, Func<FaultRequest, Reply>, Reply> answer)
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await using var proxy = new FaultProxy(registry.Host, answer);

        var report = await QuickPush.RunAsync(
            bundle,
            proxy.Host,
            QuickPush.Options with
            {
                Retry = QuickPush.Options.Retry with { MaxRetries = 15 },
            }
        );

        QuickPush.AssertArrived(report);
        await RunResult.WellAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);
    }
}
