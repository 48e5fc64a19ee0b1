using Wsm.Bundles.Contents;
using Wsm.Commands.Mirror;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;
using Wsm.Terminal.Delivery;
using Wsm.Tests.Push;

namespace Wsm.Tests.Mirror;

/// <summary><c>wsm mirror</c> between registries of which both misbehave, or one refuses.</summary>
public sealed class MirrorFaultTests : IAsyncLifetime
{
    private const int MostRuns = 6;
    private readonly Dictionary<string, ImageContent> _images = new()
    {
        ["team/one"] = TestImages.Random(90, 700_000, 50_000),
        ["team/two"] = TestImages.Random(91, 300_000, 1),
        ["other/many"] = TestImages.MultiPlatform(),
    };

    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _source = null!;
    private RegistryProcess _target = null!;

    public async ValueTask InitializeAsync()
    {
        (_source, _target) = (await RegistryProcess.StartAsync(), await RegistryProcess.StartAsync());
        foreach (var (name, image) in _images)
        {
            await TestImagesPush.PushAsync(_source.Host, name, "1", image);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_both_lines_do_everything_arrives_as_it_was_published(int seed)
    {
        var faults = new Faults(seed);
        await using var source = new FaultProxy(_source.Host, (request, reply) => request.Method == "GET" ? faults.Spoil(reply) : reply);
        await using var target = new FaultProxy(_target.Host, (FaultRequest request, Func<FaultRequest, Reply> forward) =>
            faults.Refuse() ?? (request.Method == "GET" ? faults.Spoil(forward(request)) : forward(request))
        );

        DeliveryReport? report = null;
        for (var run = 0; run < MostRuns && report?.Images.All(item => item.Result != DeliveryOutcome.Failed) != true; run++)
        {
            report = await RunAsync(source.Host, target.Host);
        }

        Assert.True(
            report!.Images.All(item => item.Result != DeliveryOutcome.Failed),
            string.Join('\n', report.Items.Select(DeliveryText.Line))
        );
        Assert.True(faults.Made >= 5, $"only {faults.Made} answers were spoilt");
        await AssertSameAsync();
    }

    [Fact]
    public async Task A_blob_that_is_damaged_on_its_way_is_read_once_more()
    {
        await using var source = new FaultProxy(_source.Host, (request, reply) =>
            request.Path.Contains("/blobs/") && request.Attempt == 1 && reply.Body.Length > 0
                ? reply with
                {
                    Body = [.. reply.Body[..^1], (byte)(reply.Body[^1] ^ 1)],
                }
                : reply
        );

        QuickPush.AssertArrived(await RunAsync(source.Host, _target.Host));

        await AssertSameAsync();
    }

    [Fact]
    public async Task Of_three_repositories_one_of_which_is_closed_two_arrive_and_a_preflight_tells_before()
    {
        await using var nginx = await Nginx.StartAsync(
            _folder,
            $"location /v2/team/two/ {{ return 403; }} location / {{ proxy_pass http://{_target.Host}; proxy_set_header Host $http_host; }}"
        );
        string[] command =
        [
            "mirror",
            "--to",
            nginx.Host,
            "-p",
            "all",
            "--catalog",
            _folder.Write("catalog.yaml", ImageCatalog.Of(_images.Keys.Append("missing").Select(name => $"{_source.Host}/{name}:1"))),
        ];

        var preflight = await RunResult.OfAsync([.. command, "--preflight", "--charts", _folder["charts"]]);
        Assert.Empty(Directory.GetFiles(_target.StorageFolder, "data", SearchOption.AllDirectories));
        var run = await RunResult.OfAsync(command);

        Assert.Equal(ExitCode.Incomplete, preflight.ExitCode);
        Assert.Contains("✓ sources: 3 images can be read", preflight.Output);
        Assert.Contains($"✗ {_source.Host}/missing:1: ", preflight.Output);
        Assert.Contains($"✗ {nginx.Host}/team/two: ", preflight.Output);
        Assert.Contains($"✓ {nginx.Host}/team/one: may be pushed to", preflight.Output);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(
            ["missing", "team/two"],
            run.Output.Split('\n')
                .Where(line => line.StartsWith('✗'))
                .Select(line => line.Split('/', 2)[1].Split(':')[0])
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, run.Output.Split('\n').Count(line => line.StartsWith('✓')));
    }

    [Fact]
    public async Task A_preflight_of_what_is_ready_says_so()
    {
        var run = await RunResult.WellAsync(
            "mirror",
            "--to",
            _target.Host,
            "--preflight",
            "--catalog",
            _folder.Write("catalog.yaml", ImageCatalog.Of(_images.Keys.Select(name => $"{_source.Host}/{name}:1")))
        );

        Assert.Contains("Everything is ready", run.Error);
        Assert.Empty(Directory.GetFiles(_target.StorageFolder, "data", SearchOption.AllDirectories));
    }

    private async Task<DeliveryReport> RunAsync(string source, string target)
    {
        var options = QuickPush.Options with { StallTimeout = TimeSpan.FromMilliseconds(500), AnswerTimeout = TimeSpan.FromSeconds(3) };
        var destination = new Destination { Images = new RelocationOptions { Registry = target } };
        using var session = new DeliverySession(options, destination, TimeProvider.System);
        var set = new ImageSet(
            "test",
            "Test",
            [
                new ResolvedComponent
                {
                    Name = "test",
                    Title = "Test",
                    Images = [.. _images.Keys.Select(name => new ResolvedImage(ImageReference.Parse($"{source}/{name}:1"), []))],
                },
            ]
        );
        var plan = await new MirrorDelivery(session.Client, PlatformChoice.Parse(["all"]), keepIndex: null, _ => { }).ReadAsync(
            set,
            destination.Images,
            TestContext.Current.CancellationToken
        );
        return await session.Runner.RunAsync(plan, new QuickPush.NoWatch(), TestContext.Current.CancellationToken);
    }

    private async Task AssertSameAsync()
    {
        using var http = new HttpClient();
        foreach (var (name, image) in _images)
        {
            foreach (var (digest, bytes) in image.Blobs)
            {
                Assert.Equal(bytes, await http.GetByteArrayAsync($"http://{_target.Host}/v2/{name}/blobs/{digest}"));
            }

            Assert.Contains(
                image.Digest,
                (
                    await Tool.RunAsync(
                        "skopeo",
                        ["inspect", "--format", "{{.Digest}}", "--tls-verify=false", $"docker://{_target.Host}/{name}:1"]
                    )
                ).Output
            );
        }
    }

    /// <summary>Spoils one answer of four, each time in another way.</summary>
    private sealed class Faults(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Lock _state = new();

        public int Made { get; private set; }

        /// <summary>An answer in the registry's place; null when it is to answer itself.</summary>
        public Reply? Refuse() =>
            Choose(5) switch
            {
                0 => Reply.Reset,
                1 => Reply.Text(429, "slow down", ("Retry-After", "0")),
                2 => Reply.Text(500, "oops"),
                3 => Reply.Text(502, "bad gateway"),
                4 => Reply.Text(503, "busy"),
                _ => null,
            };

        public Reply Spoil(Reply reply)
        {
            lock (_state)
            {
                var somewhere = reply.Body.Length == 0 ? 0 : _random.Next(reply.Body.Length);
                return Choose(4) switch
                {
                    0 => reply with { ResetAfter = somewhere },
                    1 => reply with { StallAfter = somewhere },
                    2 => reply with
                    {
                        Body = reply.Body[..somewhere],
                        DeclaredLength = reply.Body.Length,
                        Headers = [.. reply.Headers.Where(header => header.Name != "Content-Length")],
                    },
                    3 => Refuse() ?? Reply.Reset,
                    _ => reply,
                };
            }
        }

        private int Choose(int relocations)
        {
            lock (_state)
            {
                if (_random.Next(4) > 0)
                {
                    return -1;
                }

                Made++;
                return _random.Next(relocations);
            }
        }
    }
}
