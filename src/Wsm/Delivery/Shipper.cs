using Wsm.ChartStores;
using Wsm.Delivery.Harbor;
using Wsm.Delivery.Reporting;
using Wsm.Oci.Registry;

namespace Wsm.Delivery;

/// <summary>Brings a shipment into registry and chart store, and reports item by item.</summary>
internal sealed class Shipper(RegistryClient client, RegistryOptions options, ChartStoreFinder stores, Destination destination)
{
    /// <exception cref="UserError">The destination cannot be used; nothing was sent.</exception>
    /// <exception cref="IOException">Neither the registry nor the chart store can be reached; nothing was sent.</exception>
    public async Task<DeliveryReport> RunAsync(Shipment shipment, IShipmentWatch watch, CancellationToken cancellationToken)
    {
        var store = await OpenStoreAsync(cancellationToken);
        await BriefCheck.RunAsync(options, shipment.Images, cancellationToken);
        if (destination.CreateProjects)
        {
            using var projects = new HarborProjects(client, options);
            await projects.CreateAsync(
                HarborProjects.Of(shipment.Images.Select(image => image.Way.Push), destination.Charts),
                cancellationToken
            );
        }

        watch.Expect(shipment.Images, store is null ? 0 : shipment.Charts.Count);
        foreach (var item in shipment.Unreadable)
            watch.Ended(item);
        var delivered = await new ImageDelivery(client, destination.Transfer).RunAsync(shipment.Images, watch, cancellationToken);
        var charts = store is null
            ? []
            : await ChartDelivery.RunAsync(shipment.Charts, store, destination.Force, dryRun: false, watch.Ended, cancellationToken);
        return Report(shipment, [.. delivered.Select(DeliveredItems.Of)], charts);
    }

    /// <summary>What <see cref="RunAsync"/> would do: nothing is written, the targets are only asked.</summary>
    public async Task<DeliveryReport> PlanAsync(Shipment shipment, CancellationToken cancellationToken)
    {
        var store = await OpenStoreAsync(cancellationToken);
        var planned = await Task.WhenAll(shipment.Images.Select(image => PlanAsync(image, cancellationToken)));
        var charts = store is null
            ? []
            : await ChartDelivery.RunAsync(shipment.Charts, store, destination.Force, dryRun: true, _ => { }, cancellationToken);
        return Report(shipment, planned, charts);
    }

    private async Task<DeliveredItem> PlanAsync(ImageToDeliver image, CancellationToken cancellationToken)
    {
        var item = DeliveredItems.Of(image.Way, image.Root.Digest);
        try
        {
            var held = await client
                .GetRepository(image.Way.Push)
                .FindManifestAsync(image.Way.Push.Tag ?? image.Root.Digest.ToString(), cancellationToken);
            return held?.Digest == image.Root.Digest
                ? item with
                {
                    Result = DeliveryOutcome.Present,
                }
                : item with
                {
                    Sent = image.OwnBlobs.Sum(blob => blob.Size),
                };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            return DeliveredItems.Failed(item, e);
        }
    }

    private async Task<IChartStore?> OpenStoreAsync(CancellationToken cancellationToken) =>
        destination.Charts is { } charts ? await stores.OpenAsync(charts, destination.ChartsKind, cancellationToken) : null;

    /// <summary>In the order of the shipment, whatever failed when.</summary>
    private static DeliveryReport Report(Shipment shipment, IReadOnlyList<DeliveredItem> delivered, IReadOnlyList<DeliveredItem> charts)
    {
        var order = shipment
            .Ways.Select((way, place) => (way.Source.AsWritten, place))
            .DistinctBy(pair => pair.AsWritten)
            .ToDictionary(pair => pair.AsWritten, pair => pair.place);
        return new DeliveryReport
        {
            Images = [.. delivered.Concat(shipment.Unreadable).OrderBy(item => order.GetValueOrDefault(item.Source, order.Count))],
            Charts = charts,
        };
    }
}
