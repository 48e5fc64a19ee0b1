using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Site.Relocations;
using Wsm.Site.Values;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Requests;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Values;

/// <summary>A small chart with the habits of the platform's, under the platform's name.</summary>
internal static class PlatformChart
{
    private static readonly string Charts = Path.Combine(Checkout.Folder, "tests", "Wsm.Tests", "WeightsAndBiases", "Charts");

    /// <param name="chart">The chart's folder, <c>platform-0.43</c>.</param>
    /// <param name="yaml">The person's own values.</param>
    /// <param name="emit">What is written; null for values of helm's.</param>
    public static Task<ValuesReport> RunAsync(string chart, string yaml, string outFolder, Emit? emit = null)
    {
        var folder = Path.Combine(Charts, chart);
        var files = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => ("operator-wandb/" + Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))
            .ToArray();
        var component = new ResolvedComponent
        {
            Name = "wandb",
            Title = "W&B",
            Images = [],
            Chart = new ResolvedChart("operator-wandb", chart.Split('-')[1] + ".0", "x", SampleCharts.Pack(files), ""),
            Rendered = true,
            Emit = emit,
        };
        return ValuesRun.MakeAsync(
            new ValuesRequest
            {
                Set = new ImageSet("wandb", "W&B", [component]),
                Relocation = Relocation.Create(new RelocationOptions { Registry = "r.example" }),
                Held = _ => new HeldImage(null),
                Charts = "https://c.example",
                UserValues = [new ValuesLayer("mine.yaml", yaml)],
                OutFolder = outFolder,
            },
            TestContext.Current.CancellationToken
        );
    }
}
