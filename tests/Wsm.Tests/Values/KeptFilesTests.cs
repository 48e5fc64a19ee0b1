using Wsm.Hosting;
using Wsm.Tests.Push;

namespace Wsm.Tests.Values;

/// <summary>Writing again, where a person typed into what was written.</summary>
public sealed class KeptFilesTests : IAsyncLifetime
{
    private ProductBundle _bundle = null!;

    public async ValueTask InitializeAsync() => _bundle = await ProductBundle.MakeAsync();

    public ValueTask DisposeAsync()
    {
        _bundle.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_typed_into_the_resource_stays_when_it_is_written_again()
    {
        await ValuesAsync();
        var before = _bundle.Read("out/wandb.yaml");
        var typed = before
            .Replace("  namespace: default\n", "  namespace: team\n  annotations: {owner: me}\n", StringComparison.Ordinal)
            .Replace("size: channel", "size: mine # typed", StringComparison.Ordinal)
            .Replace("      host: \"\"\n", "", StringComparison.Ordinal);
        Assert.NotEqual(before, typed);
        typed = typed.TrimEnd('\n') + "\n    typed: {password: hush-hush}\n";
        _bundle.Write("out/wandb.yaml", typed);

        var again = await ValuesAsync("--set", "console.install=true");
        var once = _bundle.Read("out/wandb.yaml");
        var third = await ValuesAsync("--set", "console.install=true");

        Assert.True(again.ExitCode == 0, again.Error + again.Output);
        Assert.Contains("size: mine", once);
        Assert.Contains("namespace: team\n", once);
        Assert.Contains("owner: me", once);
        Assert.Contains("password: hush-hush", once);
        Assert.Contains("r.example/wandb/local", once);
        Assert.Equal(typed, _bundle.Read("out/wandb.yaml.old"));
        Assert.Contains("spec.values.size", again.Error);
        Assert.DoesNotContain("hush-hush", again.Error + again.Output);
        Assert.True(third.ExitCode == 0, third.Error);
    }

    [Fact]
    public async Task A_file_that_was_not_written_here_is_left_alone()
    {
        _bundle.Write("out/operator-values.yaml", "mine: true\n");

        var run = await ValuesAsync();

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("operator-values.yaml is there already and not known to be written by wsm", run.Error);
        Assert.Contains("-f ", run.Error);
        Assert.Equal("mine: true\n", _bundle.Read("out/operator-values.yaml"));
        Assert.False(File.Exists(_bundle["out/wandb.yaml"]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_any_more_is_not_written_over()
    {
        await ValuesAsync();
        _bundle.Write("out/wandb.yaml", "spec: [\n");

        var run = await ValuesAsync();

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("wandb.yaml was changed after wsm wrote it, and cannot be read", run.Error);
        Assert.Equal("spec: [\n", _bundle.Read("out/wandb.yaml"));
    }

    private Task<RunResult> ValuesAsync(params string[] more) =>
        _bundle.RunAsync([
            "values",
            "--registry",
            "r.example",
            "--charts",
            "https://c.example",
            "--no-registry-check",
            "--out",
            _bundle["out"],
            .. more,
        ]);
}
