using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;

namespace Wsm.Tests.Shards;

/// <summary>The Job that shares a push out to pods; a real API server judges it.</summary>
public sealed class JobTests(SharedCluster shared)
{
    private static readonly string[] Push =
    [
        "job",
        "push",
        "--shards",
        "4",
        "--parallel",
        "2",
        "--image",
        "registry.example.com/wsm:0.1.0",
        "--claim",
        "bundle",
        "--secret",
        "registry",
        "--ca",
        "inside-ca",
    ];

    [Fact]
    public async Task The_API_server_takes_it_and_nothing_in_it_is_unknown()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        var job = await RunResult.WellAsync([.. Push, "-n", space, "--", "--registry", "registry.example.com", "--map", "a/*=b/$(HOME)\""]);

        // The field came with Kubernetes 1.21, after this API server; without it everything is compared with the schema.
        const string since = "  completionMode: Indexed\n";
        Assert.Contains(since, job.Output);
        var strict = await cluster.KubectlAsync(
            job.Output.Replace(since, "", StringComparison.Ordinal),
            ["apply", "--dry-run=server", "-o", "json", "-f", "-"]
        );
        await cluster.KubectlAsync(job.Output, ["apply", "--dry-run=server", "--validate=false", "-f", "-"]);

        var spec = JsonNode.Parse(strict.Output)!["spec"]!;
        var pod = spec["template"]!["spec"]!;
        Assert.Equal((4, 2), ((int)spec["completions"]!, (int)spec["parallelism"]!));
        Assert.Equal(
            [
                "push",
                "--bundle",
                "/data/bundle",
                "--shard",
                "$(JOB_COMPLETION_INDEX)/4",
                "--report",
                "/data/reports/$(JOB_COMPLETION_INDEX).json",
                "--ca-file",
                "/authorities/ca.crt",
                "--registry",
                "registry.example.com",
                "--map",
                "a/*=b/$$(HOME)\"",
            ],
            pod["containers"]![0]!["args"]!.AsArray().Select(item => (string)item!)
        );
        Assert.Equal(
            ["authorities", "credentials", "data", "tmp"],
            pod["volumes"]!.AsArray().Select(item => (string)item!["name"]!).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            "bundle",
            (string?)
                pod["volumes"]!.AsArray().Single(item => item!["persistentVolumeClaim"] is not null)!["persistentVolumeClaim"]!["claimName"]
        );
        Assert.True((bool)pod["securityContext"]!["runAsNonRoot"]!);
    }

    [Fact]
    public async Task A_mirror_needs_neither_bundle_nor_claim()
    {
        var cluster = await shared.StartedAsync();
        var job = await RunResult.WellAsync("job", "mirror", "--shards", "2", "--image", "r/wsm:1", "--", "--to", "r.example.com");

        var taken = await cluster.KubectlAsync(job.Output, ["create", "--dry-run=server", "--validate=false", "-o", "json", "-f", "-"]);

        Assert.Equal(
            ["mirror", "--shard", "$(JOB_COMPLETION_INDEX)/2", "--to", "r.example.com"],
            JsonNode.Parse(taken.Output)!["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray().Select(item => (string)item!)
        );
        Assert.Contains("Without --claim no reports are kept", job.Error);
    }

    [Theory]
    [InlineData("does not take these options", "--registri", "r.example.com")]
    [InlineData("The Job sets --shard itself", "--registry", "r.example.com", "--shard", "0/2")]
    [InlineData("The Job sets --report itself", "--report=x")]
    public async Task Options_that_the_pods_would_stumble_over_are_refused_here(string words, params string[] options)
    {
        var run = await RunResult.OfAsync([.. Push, "--", .. options]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(words, run.Error);
        Assert.Empty(run.Output);
    }
}
