using Wsm.Helm.Charts;
using Wsm.Product.Dependencies;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Delivery;

/// <summary>
/// Charts that find their dependencies in the store inside: the charts themselves, made anew where they name public places, and the charts
/// that they bring along, which are put there beside them.
/// </summary>
public static class RewrittenCharts
{
    /// <param name="store">The store's address.</param>
    /// <param name="left">Told of each dependency that names a public place still.</param>
    public static IReadOnlyList<ChartToDeliver> Of(IReadOnlyList<ChartToDeliver> charts, string store, Action<string> left)
    {
        var made = new List<ChartToDeliver>();
        var inner = new List<ChartToDeliver>();
        foreach (var chart in charts)
        {
            made.Add(Rewritten(chart, store, inner, left));
        }

        // What was published by itself comes as it was published.
        var published = charts.Select(chart => (chart.Name, chart.Version)).ToHashSet();
        return
        [
            .. made,
            .. inner.Where(chart => !published.Contains((chart.Name, chart.Version))).DistinctBy(chart => chart.Read().Sha256),
        ];
    }

    private static ChartToDeliver Rewritten(ChartToDeliver chart, string store, List<ChartToDeliver> inner, Action<string> left)
    {
        try
        {
            var published = chart.Read();
            if (DependencyRewriter.Rewrite(published.Bytes, store) is not { } rewritten)
            {
                return chart;
            }

            foreach (var dependency in rewritten.Left)
            {
                left($"{chart.Name} {chart.Version}: {dependency}");
            }

            inner.AddRange(rewritten.Inner.Select(Whole));
            var archive = ChartArchive.Make(rewritten.Archive, published.Sha256);
            return archive.Sha256 == published.Sha256 ? chart : chart with { Read = () => archive };
        }
        catch (Exception failure) when (failure is ChartException || DeliveryFailure.IsOf(failure))
        {
            // Its own turn tells why, and the others go on.
            return chart with
            {
                Read = () =>
                    throw new UserError(
                        $"its dependencies could not be rewritten: {failure.Message}",
                        "Without --rewrite-dependencies it arrives as it was published.",
                        cause: failure
                    ),
            };
        }

        static ChartToDeliver Whole(InnerChart part)
        {
            var archive = ChartArchive.Parse(part.Archive);
            return new ChartToDeliver(part.Name, part.Version, () => archive);
        }
    }
}
