using Wsm.Bundles.Locks;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Demo;

/// <summary>Both sides of the gap, and the folder that is carried across.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    private DemoStage(DemoFolder folder, DemoShell shell, SlowLink link, DemoServer outside, DemoServer inside)
    {
        Folder = folder;
        Shell = shell;
        Link = link;
        Outside = outside;
        Inside = inside;
    }

    public DemoFolder Folder { get; }

    public DemoShell Shell { get; }

    /// <summary>The line to <see cref="Outside"/>.</summary>
    public SlowLink Link { get; }

    public DemoServer Outside { get; }

    public DemoServer Inside { get; }

    /// <summary>The bundle, as typed.</summary>
    public string Bundle => Folder.Typed("bundle");

    /// <summary>The images as the catalog and the charts write them.</summary>
    public IReadOnlyList<string> Images => [.. DemoProduct.Needed.Select(image => $"{Outside.Host}/{image.Repository}:{image.Tag}")];

    public IEnumerable<string> Introduction =>
        [
            $"Orchard, a product that does not exist, is published at {Outside.Host}: that is the internet here.",
            $"{Inside.Host} is the registry of a site that cannot reach it. Both are part of this process.",
        ];

    public IEnumerable<string> Ending =>
        Folder.Stays
            ?
            [
                "",
                $"That was all of it. Catalog, bundle and values stay in {Folder.Name}; an archive of the bundle needs no wsm:",
                "  docker load -i "
                    + $"{DemoShell.Typed(Folder.Typed("bundle", BundleNames.Images, Outside.Host.Replace(':', '_'), "orchard", "worker", "2.3.0.tgz"))}",
                "'wsm list' starts with the real product.",
            ]
            : ["", $"That was all of it; {Folder.Name} is gone again (--keep leaves it). 'wsm list' starts with the real product."];

    public static async Task<DemoStage> PrepareAsync(
        DemoFolder folder,
        DemoShell shell,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (layer, content) = DemoProduct.LargestLayer;
        var link = new SlowLink(layer, content);
        var outside = await DemoServer.StartAsync(time, [link], cancellationToken);
        var stage = new DemoStage(folder, shell, link, outside, await DemoServer.StartAsync(time, [], cancellationToken));
        foreach (var (repository, tag, image) in DemoProduct.Images)
        {
            await outside.PublishAsync(repository, tag, image, cancellationToken);
        }

        foreach (var chart in DemoProduct.Charts(outside.Host))
        {
            await outside.PublishAsync(chart, cancellationToken);
        }

        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(folder.PathOf(DemoProduct.CatalogName), DemoProduct.Catalog(outside.Host), cancellationToken);
        return stage;
    }

    /// <summary>Runs wsm, which must end with exit code 0.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> SucceedAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, text) = await Shell.WsmAsync(arguments, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Require(exitCode == ExitCode.Done, $"it ended with exit code {exitCode}");
        return text;
    }

    /// <exception cref="UserError">It is not so.</exception>
    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new UserError(otherwise);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Outside.DisposeAsync();
        await Inside.DisposeAsync();
    }
}
