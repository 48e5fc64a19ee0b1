using System.Collections.Concurrent;
using Wsm.Hosting;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;
using Wsm.Terminal;

namespace Wsm.Tests.Push;

/// <summary>Targets differ; each of these is one that sites have.</summary>
public sealed class PushTargetTests
{
    [Fact]
    public async Task TLS_of_a_private_authority_with_a_password()
    {
        using var bundle = await SmallAsync();
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        await using var registry = await RegistryProcess.StartAsync(
            new RegistrySettings { Tls = authority, Htpasswd = ("alice", "secret") }
        );
        string[] place = ["--bundle", bundle.Folder, "--registry", registry.Host, "--charts", $"oci://{registry.Host}/charts"];
        string[] trust = ["--ca-file", folder.Write("ca.crt", authority.CertificatePem)];
        string[] user = ["--username", "alice", "--password-stdin"];

        var stranger = await RunResult.OfAsync(["push", .. place]);
        var anonymous = await RunResult.OfAsync(["push", .. place, .. trust]);
        var known = await RunResult.InAsync(null, "secret\n", ["push", .. place, .. trust, .. user]);
        var check = await RunResult.InAsync(null, "secret\n", ["check", .. place, .. trust, .. user]);

        Assert.Equal(ExitCode.Failed, stranger.ExitCode);
        Assert.Contains("certificate", stranger.Error);
        Assert.Contains("--ca-file", stranger.Error);
        Assert.Equal(ExitCode.Failed, anonymous.ExitCode);
        Assert.Contains("login", anonymous.Error);
        Assert.True(known.ExitCode == 0, known.Error + known.Output);
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
    }

    [Fact]
    public async Task Tokens_for_each_repository_and_for_the_one_that_is_mounted_from()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var tokens = new TokenServer();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tokens = tokens });
        string[] place = ["--bundle", bundle.Folder, "--registry", registry.Host];

        var anonymous = await RunResult.OfAsync(["push", .. place]);
        var known = await RunResult.InAsync(null, "secret\n", ["push", .. place, "--username", "alice", "--password-stdin"]);

        Assert.Equal(ExitCode.Failed, anonymous.ExitCode);
        Assert.True(known.ExitCode == 0, known.Error + known.Output);
        Assert.Contains("mounted", known.Output);
        // Whoever may not write may still look.
        await RunResult.WellAsync(["check", .. place]);
    }

    [Fact]
    public async Task Without_HEAD() =>
        await AssertArrivesAsync((request, forward) => request.Method == "HEAD" ? Reply.Text(405, "") : forward(request));

    [Fact]
    public async Task Without_mounts()
    {
        var proxy = await AssertArrivesAsync(
            (request, forward) => forward(request.Query.Contains("mount=") ? request with { Query = "" } : request)
        );

        Assert.Contains(proxy, request => request.Query.Contains("mount="));
    }

    [Fact]
    public async Task With_mounts_that_are_refused() =>
        await AssertArrivesAsync(
            (request, forward) =>
                request.Query.Contains("mount=") ? Reply.Text(403, """{"errors":[{"code":"DENIED"}]}""") : forward(request)
        );

    [Fact]
    public async Task With_relative_locations() =>
        await AssertArrivesAsync(
            (request, forward) =>
            {
                var reply = forward(request);
                return reply with
                {
                    Headers =
                    [
                        .. reply.Headers.Select(header =>
                            header.Name == "Location" ? (header.Name, new Uri(header.Value).PathAndQuery) : header
                        ),
                    ],
                };
            }
        );

    [Fact]
    public async Task That_checks_every_manifest_against_what_it_has()
    {
        var stored = new ConcurrentDictionary<string, bool>();
        var early = new ConcurrentQueue<string>();
        await AssertArrivesAsync(
            (request, forward) =>
            {
                if (request.Method == "PUT" && request.Path.Contains("/manifests/"))
                {
                    foreach (
                        var part in System
                            .Text.RegularExpressions.Regex.Matches(request.BodyText, "sha256:[0-9a-f]{64}")
                            .Select(match => match.Value)
                    )
                    {
                        if (!stored.ContainsKey(part))
                        {
                            early.Enqueue($"{request} names {part}");
                        }
                    }
                }

                var reply = forward(request);
                if (
                    reply.Headers.FirstOrDefault(header => header.Name == "Docker-Content-Digest").Value is { } digest
                    && request.Method is "PUT" or "POST"
                )
                {
                    stored[digest] = true;
                }

                return reply;
            }
        );

        Assert.Empty(early);
    }

    [Fact]
    public async Task That_takes_longer_to_commit_a_blob_than_to_answer()
    {
        var options = QuickPush.Options with { AnswerTimeout = TimeSpan.FromMilliseconds(700), CommitTimeout = TimeSpan.FromMinutes(1) };
        var requests = await AssertArrivesAsync(
            (request, forward) =>
            {
                var reply = forward(request);
                if (request.Method == "PUT" && request.Body.Length > 100_000)
                {
                    Thread.Sleep(1500);
                }

                return reply;
            },
            options
        );

        Assert.All(
            requests.Where(request => request.Method == "PUT" && request.Path.Contains("/uploads/")).CountBy(request => request.Query),
            upload => Assert.Equal(1, upload.Value)
        );
    }

    [Fact]
    public async Task That_is_read_from_under_another_address()
    {
        using var bundle = await SmallAsync();
        using var folder = new TemporaryFolder();
        await using var writer = await RegistryProcess.StartAsync();
        await using var reader = await Nginx.StartAsync(
            folder,
            $"location / {{ limit_except GET HEAD {{ deny all; }} proxy_pass http://{writer.Host}; proxy_set_header Host $http_host; }}"
        );

        await RunResult.WellAsync(
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            $"{writer.Host}/inside",
            "--pull-registry",
            $"{reader.Host}/inside"
        );
        var wrong = await RunResult.OfAsync("push", "--bundle", bundle.Folder, "--registry", $"{reader.Host}/other");

        var entry = Assert.Single(RelocationFile.Parse(File.ReadAllText(Path.Combine(bundle.Folder, RelocationFile.FileName))).Images);
        Assert.StartsWith($"{reader.Host}/", entry.Pull);
        await RunResult.WellAsync("check", "--bundle", bundle.Folder, "--registry", $"{reader.Host}/inside");
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.Contains("✗", wrong.Output);
    }

    [Fact]
    public async Task That_has_no_more_room_until_somebody_makes_some()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["a/large:1"] = TestImages.Random(1, 9_000_000) }
        );
        using var folder = new TemporaryFolder();
        await using var disk = await SmallDisk.MountAsync(folder["disk"], "4m");
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { StorageFolder = disk.Path });

        var full = await QuickPush.RunAsync(
            bundle,
            registry.Host,
            QuickPush.Options with
            {
                Retry = QuickPush.Options.Retry with { MaxRetries = 2 },
            }
        );
        await Tool.RunAsync("mount", ["-o", "remount,size=64m", disk.Path]);
        var second = await QuickPush.RunAsync(bundle, registry.Host);

        var large = full.Images.Single(image => image.Source.EndsWith("a/large:1"));
        Assert.Equal(DeliveryOutcome.Failed, large.Result);
        Assert.Contains("no space left", large.Reason);
        Assert.Contains("Free space", Failure.HintFor(large.Cause));
        Assert.DoesNotContain(second.Images, image => image.Result == DeliveryOutcome.Failed);
        await RunResult.WellAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);
    }

    private static Task<SampleBundle> SmallAsync() =>
        SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox("app") });

    /// <summary>Pushes through a registry of this temper and looks behind it whether everything is there; every request.</summary>
    private static async Task<IReadOnlyList<FaultRequest>> AssertArrivesAsync(
        Func<FaultRequest, Func<FaultRequest, Reply>, Reply> temper,
        RegistryOptions? options = null
    )
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await using var proxy = new FaultProxy(registry.Host, temper);

        var report = await QuickPush.RunAsync(bundle, proxy.Host, options);

        QuickPush.AssertArrived(report);
        await RunResult.WellAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);
        return proxy.Requests;
    }
}
