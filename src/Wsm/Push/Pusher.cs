using Wsm.Bundles;
using Wsm.ChartStores;
using Wsm.Delivery;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>A bundle's way into registry and chart store, from a request to a report.</summary>
internal sealed class Pusher(RegistryClient client, RegistryOptions options, ChartStoreFinder stores, PushRequest request)
{
    /// <exception cref="UserError">The request or the bundle cannot be used; nothing was sent.</exception>
    /// <exception cref="IOException">Neither the registry nor the chart store can be reached; nothing was sent.</exception>
    public async Task<PushReport> RunAsync(IPushWatch watch, CancellationToken cancellationToken)
    {
        using var bundle = Bundle.Open(request.Bundle);
        var store = await OpenStoreAsync(cancellationToken);
        var images = await ReadImagesAsync(bundle, cancellationToken);
        await BriefCheck.RunAsync(options, images, cancellationToken);

        watch.Expect(images?.Whole ?? [], store is null ? [] : bundle.Lock.Charts);
        foreach (var item in images?.Damaged ?? []) watch.Ended(item);
        var delivery = new ImageDelivery(client, new DeliveryOptions { Parallel = request.Parallel, ChunkSize = request.ChunkSize });
        var delivered = await delivery.RunAsync(images?.Whole ?? [], watch, cancellationToken);
        var charts = store is null ? [] : await ChartPush.RunAsync(bundle, store, request.Force, dryRun: false, watch.Ended, cancellationToken);
        return Report(images, [.. delivered.Select(PushedItems.Of)], charts);
    }

    /// <summary>What a push would do: nothing is written, the targets are only asked.</summary>
    public async Task<PushReport> PlanAsync(CancellationToken cancellationToken)
    {
        using var bundle = Bundle.Open(request.Bundle);
        var store = await OpenStoreAsync(cancellationToken);
        var images = await ReadImagesAsync(bundle, cancellationToken);
        var planned = await Task.WhenAll((images?.Whole ?? []).Select(image => PlanAsync(image, cancellationToken)));
        var charts = store is null ? [] : await ChartPush.RunAsync(bundle, store, request.Force, dryRun: true, _ => { }, cancellationToken);
        return Report(images, planned, charts);
    }

    private async Task<PushedItem> PlanAsync(ImageToDeliver image, CancellationToken cancellationToken)
    {
        var item = PushedItems.Of(image.Way, image.Root.Digest);
        try
        {
            var held = await client.GetRepository(image.Way.Push).FindManifestAsync(image.Way.Push.Tag ?? image.Root.Digest.ToString(), cancellationToken);
            return held?.Digest == image.Root.Digest ? item with { Result = PushResult.Present } : item with { Sent = image.OwnBlobs.Sum(blob => blob.Size) };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            var failure = DeliveryFailure.Of(e);
            return item with { Result = PushResult.Failed, Reason = failure.Reason, Hint = failure.Hint };
        }
    }

    private async Task<IChartStore?> OpenStoreAsync(CancellationToken cancellationToken) =>
        request.Charts is { } charts ? await stores.OpenAsync(charts, request.ChartsKind, cancellationToken) : null;

    private async Task<BundleImages?> ReadImagesAsync(Bundle bundle, CancellationToken cancellationToken) =>
        request.Relocation is { } relocation ? await BundleImages.ReadAsync(bundle, Relocation.Create(relocation), cancellationToken) : null;

    /// <summary>In the order of the bundle, whatever failed when.</summary>
    private static PushReport Report(BundleImages? images, IReadOnlyList<PushedItem> delivered, IReadOnlyList<PushedItem> charts)
    {
        var order = (images?.Ways ?? []).Select((way, place) => (way.Source.AsWritten, place)).DistinctBy(pair => pair.AsWritten).ToDictionary(pair => pair.AsWritten, pair => pair.place);
        return new PushReport { Images = [.. delivered.Concat(images?.Damaged ?? []).OrderBy(item => order[item.Source])], Charts = charts };
    }
}
