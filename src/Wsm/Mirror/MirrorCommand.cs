using System.CommandLine;
using Wsm.Bundles;
using Wsm.CommandLine;
using Wsm.Delivery;
using Wsm.Delivery.Preflights;
using Wsm.Terminal;

namespace Wsm.Mirror;

internal static class MirrorCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var delivery = new DeliveryArguments(new TargetArguments("--to"));
        var registry = new RegistryArguments();
        var platforms = PlatformOption.Create();
        var referrers = new Option<bool>("--referrers") { Description = "Take signatures, attestations and SBOMs along." };
        var verb = new Verb(
            "mirror",
            "Copy every image and chart that a deployment needs to a registry and a chart store, with no bundle in between.",
            context
        )
        {
            Examples =
            [
                new(
                    "wsm mirror --to registry.example.com --charts oci://registry.example.com/charts",
                    "W&B as it is released today, from a host that sees both sides"
                ),
                new(
                    "wsm mirror --to harbor.example.com/wandb --create-projects --catalog manifests/wandb-0.62.2.yaml",
                    "A pinned release into a project of Harbor"
                ),
                new(
                    "wsm mirror --to registry.example.com --preflight",
                    "Is everything ready, at the sources and at the target? Nothing is copied"
                ),
                new(
                    "wsm mirror --to registry.example.com -p all --referrers --dry-run",
                    "What would go where, with every platform and all signatures"
                ),
            ],
        };
        verb.Add(platforms);
        verb.Add(referrers);
        delivery.AddTo(verb);
        catalog.AddTo(verb);
        registry.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var destination = delivery.Read(call);
                var choice = PlatformChoice.Parse(call.Get(platforms) ?? []);
                var options = registry.Read(call, onlyFor: delivery.ReadHost(call));
                var set = (
                    await catalog.ResolveAsync(
                        call,
                        catalog.ReadCatalog(call),
                        options,
                        fetchCharts: destination.Charts is not null,
                        cancellation
                    )
                ).Complete();

                using var carrier = new Carrier(options, destination, call.Context.Time);
                var shipment = await new MirrorShipment(carrier.Client, choice, call.Get(referrers)).ReadAsync(
                    set,
                    destination.Images,
                    cancellation
                );
                return delivery.IsPreflight(call)
                    ? await delivery.PreflightAsync(
                        call,
                        carrier,
                        SourceFindings(shipment),
                        shipment.Ways,
                        shipment.Charts,
                        further: null,
                        cancellation
                    )
                    : await delivery.RunAsync(call, carrier, shipment, record: null, cancellation);
            }
        );
        return verb;
    }

    private static IReadOnlyList<Finding> SourceFindings(Shipment shipment) =>
        [
            .. shipment.Unreadable.Select(item => new Finding(item.Source, false, item.Reason ?? "cannot be read", item.Hint)),
            .. shipment.Images.Count == 0
                ? Array.Empty<Finding>()
                :
                [
                    new Finding(
                        "sources",
                        true,
                        $"{shipment.Images.Count} images can be read, {ByteSize.Text(shipment.Images.SelectMany(image => image.OwnBlobs).DistinctBy(blob => blob.Digest).Sum(blob => blob.Size))}"
                    ),
                ],
        ];
}
