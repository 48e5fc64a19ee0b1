using Wsm.Bundles;
using Wsm.ChartStores;
using Wsm.Delivery;

namespace Wsm.Push;

/// <summary>Brings the charts of a bundle into a store; one that fails does not stop the others.</summary>
internal static class ChartPush
{
    public static async Task<IReadOnlyList<PushedItem>> RunAsync(Bundle bundle, IChartStore store, bool force, bool dryRun, Action<PushedItem> ended, CancellationToken cancellationToken)
    {
        var items = new List<PushedItem>();
        foreach (var locked in bundle.Lock.Charts)
        {
            var item = await PushAsync(bundle, locked, store, force, dryRun, cancellationToken);
            items.Add(item);
            ended(item);
        }
        return items;
    }

    private static async Task<PushedItem> PushAsync(Bundle bundle, LockedChart locked, IChartStore store, bool force, bool dryRun, CancellationToken cancellationToken)
    {
        var item = new PushedItem { Source = $"{locked.Name} {locked.Version}", Target = "", Result = PushResult.Failed };
        try
        {
            var chart = ChartArchive.Parse(bundle.ReadFile(locked.File, locked.Digest));
            item = PushedItems.Of(chart, store.LocationOf(chart.Metadata)) with { Result = PushResult.Failed };
            if (dryRun)
            {
                var held = await store.FindAsync(chart.Metadata, cancellationToken);
                return held is not null && held != chart.Sha256 && !force ? Differing(item) : item with { Result = held == chart.Sha256 ? PushResult.Present : PushResult.Planned };
            }
            var outcome = await store.PutAsync(chart, force, cancellationToken);
            return outcome switch
            {
                ChartOutcome.Pushed => item with { Result = PushResult.Pushed, Sent = chart.Bytes.Length },
                ChartOutcome.Present => item with { Result = PushResult.Present },
                _ => Differing(item),
            };
        }
        catch (UserError e)
        {
            return item with { Reason = e.Message, Hint = e.Hint };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            var failure = DeliveryFailure.Of(e);
            return item with { Reason = failure.Reason, Hint = failure.Hint };
        }
    }

    private static PushedItem Differing(PushedItem item) => item with
    {
        Result = PushResult.Failed,
        Reason = "the store holds another archive under this name and version",
        Hint = "--force replaces it; find out first who put it there, and why.",
    };
}
