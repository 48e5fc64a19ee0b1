using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Values;

/// <summary>The proof asks the registry for every image.</summary>
public sealed class RegistryProbeTests : IAsyncLifetime
{
    private ProductBundle _bundle = null!;

    public async ValueTask InitializeAsync() => _bundle = await ProductBundle.MakeAsync();

    public ValueTask DisposeAsync()
    {
        _bundle.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData()]
    [InlineData("--by-digest")]
    public async Task Images_that_are_there_by_digest_are_proved(params string[] more)
    {
        await using var registry = await RegistryProcess.StartAsync();
        await _bundle.RunAsync("push", "--registry", registry.Host);

        var run = await ValuesAsync(registry.Host, more);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains($"all 3 images come from inside, and {registry.Host} has them, digest for digest.", run.Output);
        Assert.Equal(["Present", "Present", "Present"], Answers());
    }

    [Fact]
    public async Task An_image_that_is_missing_and_one_that_differs_are_named()
    {
        await using var registry = await RegistryProcess.StartAsync();
        await _bundle.RunAsync("push", "--registry", registry.Host);
        await TestImagesPush.PushAsync(registry.Host, "wandb/console", "2.13.1", TestImages.Random(77, 100));
        Directory.Delete(Path.Combine(registry.StorageFolder, "docker/registry/v2/repositories/wandb/local"), recursive: true);

        var run = await ValuesAsync(registry.Host);

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("Not proved: 2 of 3 images", run.Output);
        Assert.Contains($"{registry.Host} does not hold it", run.Output);
        Assert.Contains("under this name, the bundle sha256:", run.Output);
        Assert.Contains("wsm push", run.Error);
        Assert.Equal(["Differs", "Missing", "Present"], Answers().Order());
        Assert.True(File.Exists(_bundle["out/wandb.yaml"]));
    }

    [Fact]
    public async Task A_registry_out_of_reach_is_said_in_one_line_and_nothing_is_called_proved()
    {
        var run = await ValuesAsync($"127.0.0.1:{FreePort.Next()}");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.DoesNotContain("Proved", run.Output);
        Assert.Contains("The registry was not asked whether it holds 3 images.", run.Error);
        Assert.Single(run.Output.Split('\n'), line => line.Contains("was not asked"));
        Assert.Equal(3, run.Output.Split('\n').Count(line => line.TrimEnd().EndsWith("  not asked", StringComparison.Ordinal)));
        Assert.Equal(["NotAsked", "NotAsked", "NotAsked"], Answers());
    }

    [Fact]
    public async Task A_registry_that_lets_nobody_look_is_not_asked()
    {
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("alice", "secret") });

        var run = await ValuesAsync(registry.Host);
        var known = await RunResult.InAsync(
            null,
            "secret\n",
            [
                "values",
                "--bundle",
                _bundle.Folder,
                "--registry",
                registry.Host,
                "--charts",
                "https://c.example",
                "--out",
                _bundle["out"],
                "--username",
                "alice",
                "--password-stdin",
            ]
        );

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains($"{registry.Host} was not asked: ", run.Output);
        Assert.Equal(ExitCode.Incomplete, known.ExitCode);
        Assert.Equal(["Missing", "Missing", "Missing"], Answers());
    }

    [Theory]
    [InlineData("--no-registry-check", ExitCode.Done)]
    [InlineData("--offline", ExitCode.Incomplete)]
    public async Task It_is_left_alone_when_that_is_wished_and_only_who_declines_the_proof_gets_on_without(string option, int exitCode)
    {
        await using var registry = await RegistryProcess.StartAsync();

        var run = await ValuesAsync(registry.Host, option);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("Rendered, registry not asked", run.Output);
        Assert.Equal(["NotAsked", "NotAsked", "NotAsked"], Answers());
    }

    private Task<RunResult> ValuesAsync(string registry, params string[] more) =>
        _bundle.RunAsync(["values", "--registry", registry, "--charts", "https://c.example", "--out", _bundle["out"], .. more]);

    private IEnumerable<string> Answers()
    {
        using var proof = JsonDocument.Parse(_bundle.Read("out/proof.json"));
        return [.. proof.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("registry").GetString()!)];
    }
}
