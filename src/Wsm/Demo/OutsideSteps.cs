using Wsm.Bundles.Locks;
using Wsm.Hosting;
using Wsm.Product.Wording;

namespace Wsm.Demo;

/// <summary>What happens on the host with internet.</summary>
internal sealed class OutsideSteps(DemoStage stage)
{
    private static readonly TimeSpan Arrival = TimeSpan.FromMilliseconds(100);

    private string Catalog => stage.Folder.Typed(DemoProduct.CatalogName);

    private string[] List => ["list", "--catalog", Catalog, "--why"];

    private string[] Download => ["download", "--catalog", Catalog, "--bundle", stage.Bundle, "--platform", "all"];

    private string[] Verify => ["verify", "--bundle", stage.Bundle];

    public IEnumerable<DemoStep> All =>
        [
            new(
                "What does Orchard need, and why?",
                "The charts are rendered as helm renders them; every image is traced back to the values that name it.",
                DemoShell.Wsm(List),
                ListAsync
            ),
            new(
                "Fetch all of it, over a line that breaks.",
                "The largest layer creeps, then nothing comes any more, and somebody presses Ctrl-C.",
                DemoShell.Wsm(Download),
                InterruptAsync
            ),
            new(
                "The same command again.",
                "What has arrived is checked and kept; only the rest is asked for.",
                DemoShell.Wsm(Download),
                ResumeAsync
            ),
            new(
                "Is the bundle what was published?",
                "Every byte is read and compared with the bundle's lock; no network is needed.",
                DemoShell.Wsm(Verify),
                VerifyAsync
            ),
        ];

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var text = await stage.SucceedAsync(List, cancellationToken);
        foreach (var image in stage.Images)
        {
            DemoStage.Require(text.Contains(image, StringComparison.Ordinal), $"{image} is not in the list");
        }

        DemoStage.Require(!text.Contains("controller:1.4.1", StringComparison.Ordinal), "the older controller is in the list");
        return $"{stage.Images.Count} images; of the two controllers that are published it is the newest, as the catalog asks.";
    }

    private async Task<string> InterruptAsync(CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = stage.Shell.WsmAsync(Download, cut.Token);
        if (await Task.WhenAny(stage.Link.Stuck, running) != running)
        {
            // What was sent last is on its way through this machine's own network still.
            await Task.Delay(Arrival, cancellationToken);
            stage.Shell.Say("^C\n");
            await cut.CancelAsync();
        }

        var (exitCode, _) = await running;
        cancellationToken.ThrowIfCancellationRequested();
        DemoStage.Require(exitCode == ExitCode.Interrupted, $"it ended with exit code {exitCode}, and should have been interrupted");
        DemoStage.Require(File.Exists(stage.Folder.PathOf("bundle", LockFile.PartialName)), "the bundle is not marked as unfinished");
        DemoStage.Require(!File.Exists(stage.Folder.PathOf("bundle", LockFile.Name)), "the bundle calls itself finished");
        return $"Exit code {ExitCode.Interrupted}, when {ByteSize.Text(stage.Link.Passed)} of that layer's "
            + $"{ByteSize.Text(stage.Link.Size)} had come. The bundle is marked as unfinished, so that nobody carries it away.";
    }

    private async Task<string> ResumeAsync(CancellationToken cancellationToken)
    {
        await stage.SucceedAsync(Download, cancellationToken);
        DemoStage.Require(File.Exists(stage.Folder.PathOf("bundle", LockFile.Name)), "there is no finished bundle");
        var kept = stage.Link.ResumedFrom ?? 0;
        DemoStage.Require(kept > 0, "the layer that was cut off was fetched from its beginning");
        return $"{ByteSize.Text(kept)} of the layer that was cut off were kept: the source was asked for it from byte {kept} on.";
    }

    private async Task<string> VerifyAsync(CancellationToken cancellationToken)
    {
        await stage.SucceedAsync(Verify, cancellationToken);
        await stage.Outside.DisposeAsync();
        return "Intact, after an interruption too. The internet's server is stopped now: the rest works without it.";
    }
}
