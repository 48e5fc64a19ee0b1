using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Commands.Download;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Releases;

/// <summary>Bundles of charts alone, and the folders of values that they are deployed with.</summary>
internal static class ReleaseBundle
{
    /// <summary>Makes a bundle, and beside it a folder with values for each of its charts.</summary>
    /// <param name="name">The bundle's folder; that of the values is called <c>NAME-values</c>.</param>
    /// <param name="components">Each with its namespace, null for none of its own, and the files of its chart.</param>
    public static async Task MakeAsync(
        ReleaseSite site,
        string name,
        params (string Name, string? Namespace, (string Path, string Text)[] Files)[] components
    )
    {
        using var client = new RegistryClient(new RegistryOptions());
        var report = await new Downloader(client, new Progress<TransferEvent>()).RunAsync(
            new DownloadRequest
            {
                Set = new ImageSet("shop", "Shop", [.. components.Select(ComponentOf)]),
                Folder = site[name],
                Platforms = PlatformChoice.Parse([]),
            },
            TestContext.Current.CancellationToken
        );
        Assert.True(report.IsFinished);
        foreach (var component in components)
        {
            site.Write($"{name}-values/{component.Name}.yaml", "{}\n");
        }
    }

    /// <summary>The arguments that deploy it.</summary>
    public static string[] Deploy(ReleaseSite site, string name, params string[] more) =>
        [
            "deploy",
            site[$"{name}-values"],
            "--bundle",
            site[name],
            "--kubeconfig",
            site.Cluster.KubeConfigFile,
            "--context",
            "test",
            .. more,
        ];

    private static ResolvedComponent ComponentOf((string Name, string? Namespace, (string Path, string Text)[] Files) component)
    {
        var archive = SampleCharts.Pack([
            ($"{component.Name}/Chart.yaml", $"apiVersion: v2\nname: {component.Name}\nversion: 1.0.0\n"),
            .. component.Files.Select(file => ($"{component.Name}/{file.Path}", file.Text)),
        ]);
        return new ResolvedComponent
        {
            Name = component.Name,
            Title = component.Name,
            Images = [],
            Chart = new ResolvedChart(component.Name, "1.0.0", "https://charts.example", archive, Digest.Of(archive).Hex),
            ReleaseName = component.Name,
            Namespace = component.Namespace,
            Emit = new Emit { Kind = EmitKind.Values, File = $"{component.Name}.yaml" },
        };
    }
}
