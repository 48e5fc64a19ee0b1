using System.Diagnostics;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Push;

/// <summary>Pushes that are stopped, hindered or refused.</summary>
public sealed class PushFaultTests
{
    private const int Kills = 30;

    [Fact]
    public async Task After_a_kill_at_any_moment_a_second_push_makes_the_target_whole()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["a/one:1"] = TestImages.Random(1, 3_000_000, 400_000),
                ["a/two:1"] = TestImages.FromLayers([
                    .. TestImages.Random(1, 3_000_000).Blobs.Values.Where(blob => blob.Length == 3_000_000),
                    new byte[100],
                ]),
                ["b/many:1"] = TestImages.MultiPlatform(),
            }
        );
        await using var registry = await RegistryProcess.StartAsync();
        var random = new Random(6);
        var killed = 0;
        for (var i = 0; i < Kills; i++)
        {
            string[] target =
            [
                "--bundle",
                bundle.Folder,
                "--registry",
                $"{registry.Host}/run{i}",
                "--charts",
                $"oci://{registry.Host}/run{i}/charts",
            ];
            if (await KilledAsync(["push", .. target], TimeSpan.FromMilliseconds(random.Next(100, 700))))
            {
                killed++;
            }

            await RunResult.WellAsync(["push", .. target]);
            await RunResult.WellAsync(["check", .. target]);
        }

        // Otherwise the times above are too long for this machine, and the test shows nothing.
        Assert.True(killed >= Kills / 3, $"only {killed} of {Kills} pushes were still running when they were to be killed");
        foreach (var (name, image) in bundle.Images)
        {
            foreach (var (digest, bytes) in image.Blobs)
            {
                Assert.Equal(bytes, await ReadAsync(registry, $"run{Kills - 1}/{name.Split(':')[0]}", digest));
            }
        }
    }

    [Fact]
    public async Task Behind_a_proxy_that_limits_bodies_blobs_go_in_pieces()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["a/large:1"] = TestImages.Random(3, 3_500_000, 10) }
        );
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await using var nginx = await Nginx.StartAsync(
            folder,
            $"client_max_body_size 1m; location / {{ proxy_pass http://{registry.Host}; proxy_set_header Host $http_host; }}"
        );

        await RunResult.WellAsync("push", "--bundle", bundle.Folder, "--registry", nginx.Host);

        await RunResult.WellAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);
    }

    [Fact]
    public async Task Of_five_repositories_one_of_which_is_closed_four_arrive()
    {
        using var bundle = await SampleBundle.MakeAsync(
            Enumerable.Range(0, 5).ToDictionary(i => $"team/app{i}:1", i => TestImages.Random(i, 1000))
        );
        await using var registry = await RegistryProcess.StartAsync();
        using var folder = new TemporaryFolder();
        await using var nginx = await Nginx.StartAsync(
            folder,
            $"location /v2/team/app3/ {{ return 403; }} location / {{ proxy_pass http://{registry.Host}; proxy_set_header Host $http_host; "
                + "}"
        );

        var run = await RunResult.OfAsync("push", "--bundle", bundle.Folder, "--registry", nginx.Host);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(4, run.Output.Split('\n').Count(line => line.StartsWith('✓') && line.Contains("team/app")));
        Assert.Single(run.Output.Split('\n'), line => line.StartsWith('✗') && line.Contains("team/app3"));
    }

    [Fact]
    public async Task A_preflight_names_the_closed_repository_and_pushes_nothing()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        using var folder = new TemporaryFolder();
        await using var nginx = await Nginx.StartAsync(
            folder,
            $"location /v2/team/tool/ {{ return 403; }} location / {{ proxy_pass http://{registry.Host}; proxy_set_header Host $http_host; "
                + "}"
        );
        string[] command =
        [
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            nginx.Host,
            "--charts",
            $"oci://{nginx.Host}/charts",
            "--preflight",
        ];

        var open = await RunResult.WellAsync([.. command[..4], registry.Host, .. command[5..]]);
        var closed = await RunResult.OfAsync(command);
        var check = await RunResult.OfAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);

        Assert.Contains("Everything is ready", open.Error);
        Assert.Equal(ExitCode.Incomplete, closed.ExitCode);
        Assert.Contains($"✗ {nginx.Host}/team/tool", closed.Output);
        Assert.Contains($"✓ {nginx.Host}/team/app", closed.Output);
        Assert.Contains("3 of 3 are missing", check.Error);
        Assert.Empty(Directory.GetFiles(registry.StorageFolder, "data", SearchOption.AllDirectories));
    }

    /// <summary>True when the program still ran after the time and was killed.</summary>
    private static async Task<bool> KilledAsync(string[] arguments, TimeSpan after)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "wsm");
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(after);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
            return true;
        }
    }

    private static async Task<byte[]> ReadAsync(RegistryProcess registry, string repository, string digest)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync($"http://{registry.Host}/v2/{repository}/blobs/{digest}");
    }
}
