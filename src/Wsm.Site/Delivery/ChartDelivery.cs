using Wsm.Site.ChartStores;

namespace Wsm.Site.Delivery;

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
            var chart = wanted.Read();
            item = DeliveredItems.Of(chart, store.LocationOf(chart.Metadata));
            if (store.RefusalOf(chart.Metadata) is { } refusal)
            {
                return DeliveredItems.Failed(item, refusal);
            }

            // What is not replaced need not be known before it is refused.
            var held = dryRun || force ? (await store.AskAsync(chart.Metadata, cancellationToken)).Held : null;
            if (held is not null && held != chart.Sha256)
            {
                item = item with { Replaces = held.Length > 0 ? $"sha256:{held}" : "something that is no chart" };
            }

            if (dryRun)
            {
                return held is not null && held != chart.Sha256 && !force ? Differing(item)
                    : held == chart.Sha256 ? item with { Result = DeliveryOutcome.Present }
                    : item;
            }
            return await store.PutAsync(chart, force, cancellationToken) switch
            {
                ChartOutcome.Pushed => item with { Result = DeliveryOutcome.Pushed, Sent = chart.Bytes.Length },
                ChartOutcome.WithoutProvenance => item with
                {
                    Result = DeliveryOutcome.Pushed,
                    Sent = chart.Bytes.Length,
                    Reason = "its provenance file stays behind: this store keeps none",
                },
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
