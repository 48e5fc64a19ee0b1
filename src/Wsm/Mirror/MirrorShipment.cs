using System.Collections.Concurrent;
using Wsm.Bundles;
using Wsm.Catalogs;
using Wsm.Delivery;
using Wsm.Delivery.Reporting;
using Wsm.Oci.Content;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Mirror;

/// <summary>An image set as a shipment: its images read from the registries that published them, while they are sent.</summary>
internal sealed class MirrorShipment(RegistryClient client, PlatformChoice platforms, bool referrers)
{
    private const int AtOnce = 8;

    /// <param name="relocation">Null to leave the images where they are.</param>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public async Task<Shipment> ReadAsync(ImageSet set, RelocationOptions? relocation, CancellationToken cancellationToken)
    {
        var charts = set.Charts.Select(chart => new ChartToDeliver(chart.Name, chart.Version, () => chart.Archive)).ToList();
        if (relocation is null)
            return new Shipment { Charts = charts };

        var rules = Relocation.Create(relocation);
        var unreadable = new ConcurrentBag<DeliveredItem>();
        var found = await ReadAsync([.. set.Images.Select(image => image.Reference)], rules, unreadable, cancellationToken);
        if (referrers)
            found.AddRange(
                await ReadAsync(await FindReferrersAsync(found, rules, unreadable, cancellationToken), rules, unreadable, cancellationToken)
            );

        var ways = rules.RelocateAll(found.Select(image => (image.Reference, image.Root.Digest)));
        return new Shipment
        {
            Ways = [.. set.Images.Select(image => rules.Relocate(image.Reference)), .. ways],
            Images = [.. found.Zip(ways, (image, way) => new ImageToDeliver
                    {
                        Way = way,
                        Manifests = image.Manifests,
                        Blobs = image.Blobs,
                        Content = client.GetRepository(image.Reference),
                    })],
            Unreadable = [.. unreadable],
            Charts = charts,
        };
    }

    private async Task<List<ImageContents>> ReadAsync(
        IReadOnlyList<ImageReference> references,
        Relocation rules,
        ConcurrentBag<DeliveredItem> unreadable,
        CancellationToken cancellationToken
    )
    {
        var found = new ImageContents?[references.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, references.Count, options, async (i, cancellation) =>
        {
            await TryAsync(references[i], "", rules, unreadable, async () =>
            {
                var repository = client.GetRepository(references[i]);
                var root = await repository.GetManifestAsync(references[i].TagOrDigest, cancellation);
                found[i] = await ImageContents.ChooseAsync(references[i], root, platforms, repository, cancellation);
            });
        });
        return [.. found.OfType<ImageContents>()];
    }

    private async Task<IReadOnlyList<ImageReference>> FindReferrersAsync(
        IReadOnlyList<ImageContents> images,
        Relocation rules,
        ConcurrentBag<DeliveredItem> unreadable,
        CancellationToken cancellationToken
    )
    {
        var finder = new ReferrerFinder(client);
        var references = new List<ImageReference>();
        foreach (var image in images)
            await TryAsync(image.Reference, "its signatures and attestations could not be looked for: ", rules, unreadable, async () =>
                references.AddRange(
                    await finder.FindAsync(image.Reference, image.Manifests.Select(manifest => manifest.Digest), cancellationToken)
                )
            );
        return [.. references.Distinct()];
    }

    /// <summary>One image that cannot be read does not stop the others.</summary>
    private static async Task TryAsync(
        ImageReference reference,
        string what,
        Relocation rules,
        ConcurrentBag<DeliveredItem> unreadable,
        Func<Task> read
    )
    {
        var item = DeliveredItems.Of(rules.Relocate(reference), null);
        try
        {
            await read();
        }
        catch (Exception e) when (e is ContentException or Oci.Models.ManifestException or UserError)
        {
            var failed = DeliveredItems.Failed(item, e);
            unreadable.Add(failed with { Reason = what + failed.Reason });
        }
    }
}
