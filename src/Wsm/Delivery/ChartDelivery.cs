using Wsm.ChartStores;
using Wsm.Delivery.Reporting;

namespace Wsm.Delivery;

/// <summary>Brings charts into a store; one that fails does not stop the others.</summary>
internal static class ChartDelivery
{
    public static async Task<IReadOnlyList<DeliveredItem>> RunAsync(
        IReadOnlyList<ChartToDeliver> charts,
        IChartStore store,
        bool force,
        bool dryRun,
        Action<DeliveredItem> ended,
        CancellationToken cancellationToken
    )
    {
        var items = new List<DeliveredItem>();
        foreach (var chart in charts)
        {
            var item = await DeliverAsync(chart, store, force, dryRun, cancellationToken);
            items.Add(item);
            ended(item);
        }
        return items;
    }

    private static async Task<DeliveredItem> DeliverAsync(
        ChartToDeliver wanted,
        IChartStore store,
        bool force,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var item = new DeliveredItem
        {
            Source = $"{wanted.Name} {wanted.Version}",
            Target = "",
            Result = DeliveryOutcome.Planned,
        };
        try
        {
            var chart = ChartArchive.Parse(wanted.Read());
            item = DeliveredItems.Of(chart, store.LocationOf(chart.Metadata));
            if (dryRun)
            {
                var held = await store.FindAsync(chart.Metadata, cancellationToken);
                return held is not null && held != chart.Sha256 && !force ? Differing(item)
                    : held == chart.Sha256 ? item with { Result = DeliveryOutcome.Present }
                    : item;
            }
            return await store.PutAsync(chart, force, cancellationToken) switch
            {
                ChartOutcome.Pushed => item with { Result = DeliveryOutcome.Pushed, Sent = chart.Bytes.Length },
                ChartOutcome.Present => item with { Result = DeliveryOutcome.Present },
                _ => Differing(item),
            };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            return DeliveredItems.Failed(item, e);
        }
    }

    private static DeliveredItem Differing(DeliveredItem item) =>
        item with
        {
            Result = DeliveryOutcome.Failed,
            Reason = "the store holds another archive under this name and version",
            Hint = "--force replaces it; find out first who put it there, and why.",
        };
}
