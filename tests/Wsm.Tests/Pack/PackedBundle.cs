using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Pack;

/// <summary>A bundle with a file of each kind, and the volumes it was packed into.</summary>
internal sealed class PackedBundle : IDisposable
{
    public const int VolumeSize = 200_000;
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string Bundle => _folder["bundle"];

    public string Packed => _folder["packed"];

    /// <summary>The volumes in the order of their names.</summary>
    public List<string> Volumes => [.. Directory.GetFiles(Packed).Order(StringComparer.Ordinal)];

    public string this[params string[] parts] => _folder[parts];

    public static async Task<PackedBundle> MakeAsync(BundleLayout layout = BundleLayout.Archives, string title = "Whole")
    {
        var made = new PackedBundle();
        await WholeBundle.WriteAsync(made.Bundle, layout, title);
        await made.WellAsync("pack", "packed/x.wsm", "--volume", $"{VolumeSize}");
        return made;
    }

    public Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(Path, arguments, TestContext.Current.CancellationToken);

    public async Task<RunResult> WellAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        return run;
    }

    public void Dispose() => _folder.Dispose();
}
