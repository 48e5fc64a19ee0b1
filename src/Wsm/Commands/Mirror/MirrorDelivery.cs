using System.Collections.Concurrent;
using Wsm.Bundles.Contents;
using Wsm.CommandLine;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Artifacts;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Artifacts;
using Wsm.Site.ChartStores;
using Wsm.Site.Conversions;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;

namespace Wsm.Commands.Mirror;

/// <summary>An image set as a delivery plan: its images read from the registries that published them, while they are sent.</summary>
/// <param name="keepIndex">
/// Signatures and attestations go along; whether an index is kept whole to which some belong. Null leaves them where they are.
/// </param>
internal sealed class MirrorDelivery(RegistryClient client, PlatformChoice platforms, bool? keepIndex, Action<string> warn)
{
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<ImageReference, Repository> _origins = new();

    /// <param name="relocation">Null to leave the images where they are.</param>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public async Task<DeliveryPlan> ReadAsync(ImageSet set, RelocationOptions? relocation, CancellationToken cancellationToken)
    {
        var charts = set
            .Charts.Select(chart => new ChartToDeliver(chart.Name, chart.Version, () =>
                ChartArchive.Parse(chart.Archive, chart.Provenance, chart.Artifact)
            ))
            .ToList();
        if (relocation is null)
        {
            return new DeliveryPlan { Charts = charts };
        }

        var rules = Relocation.Create(relocation);
        var unreadable = new ConcurrentBag<DeliveredItem>();
        var found = await ReadAsync([.. set.Images.Select(image => image.Reference)], set, rules, unreadable, cancellationToken);
        if (keepIndex is { } keep)
        {
            await KeepIndexesAsync(found, keep, rules, unreadable, cancellationToken);
            found.AddRange(
                await ReadAsync(
                    await FindReferrersAsync(found, rules, unreadable, cancellationToken),
                    set,
                    rules,
                    unreadable,
                    cancellationToken
                )
            );
        }

        if (relocation.Convert != ImageConversion.None)
        {
            rules = await ConvertAsync(found, relocation, rules, unreadable);
        }

        var relocations = rules.RelocateAll(found.Select(image => (image.Reference, image.Root.Digest)));
        var copies = ArtifactCopies.Of(
            set.Components.Select(component => component.Artifact).OfType<ResolvedArtifact>(),
            rules,
            found.ToDictionary(image => image.Reference, image => rules.Inside(image.Root.Digest))
        );
        return new DeliveryPlan
        {
            Relocated =
            [
                .. set.Images.Select(image => rules.Relocate(image.Reference)),
                .. relocations,
                .. copies.Select(copy => copy.Relocated),
            ],
            Images =
            [
                .. found.Zip(relocations, (image, relocated) =>
                    ImagePlan.Of(image, _origins[image.Reference], relocated, relocation.Convert)
                ),
            ],
            Copies = copies,
            Unreadable = [.. unreadable],
            Charts = charts,
        };
    }

    /// <summary>Takes out what cannot be converted.</summary>
    /// <returns>The rules that know the digests inside.</returns>
    private static async Task<Relocation> ConvertAsync(
        List<ImageContents> images,
        RelocationOptions relocation,
        Relocation rules,
        ConcurrentBag<DeliveredItem> unreadable
    )
    {
        var converted = new Dictionary<ImageReference, DockerContents>();
        foreach (var image in images)
        {
            await TryAsync(image.Reference, "", rules, unreadable, () =>
            {
                converted.Add(image.Reference, DockerContents.Of(image));
                return Task.CompletedTask;
            });
        }

        images.RemoveAll(image => !converted.ContainsKey(image.Reference));
        return BundleConversion.RelocationOf(relocation, converted);
    }

    private async Task<List<ImageContents>> ReadAsync(
        IReadOnlyList<ImageReference> references,
        ImageSet set,
        Relocation rules,
        ConcurrentBag<DeliveredItem> unreadable,
        CancellationToken cancellationToken
    )
    {
        var found = new ImageContents?[references.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, references.Count, options, async (i, cancellation) =>
            await TryAsync(references[i], "", rules, unreadable, async () =>
            {
                var reference = references[i];
                var repository = _origins[reference] = await client.FindOriginAsync(reference, cancellation);
                var choice = set.IsArtifact(reference) ? PlatformChoice.All : platforms;
                var image = await ForeignLayers.TakeAsync(
                    await ImageContents.ResolveAsync(reference, reference.TagOrDigest, choice, repository, cancellation),
                    repository,
                    fromElsewhere: false,
                    cancellation
                );
                found[i] = image;
                if (PlatformOption.TellOfLeftOut(image) is { } leftOut)
                {
                    warn(leftOut);
                }

                if (PlatformOption.TellOfOtherBuilds(image) is { } builds)
                {
                    warn(builds);
                }
            })
        );
        return [.. found.OfType<ImageContents>()];
    }

    /// <summary>Publishers sign the index: it is kept whole, or it is said that its signatures will not be found.</summary>
    private async Task KeepIndexesAsync(
        List<ImageContents> images,
        bool keep,
        Relocation rules,
        ConcurrentBag<DeliveredItem> unreadable,
        CancellationToken cancellationToken
    )
    {
        var finder = new ReferrerFinder(client);
        for (var i = 0; i < images.Count; i++)
        {
            var (image, place) = (images[i], i);
            if (image.SourceDigest == image.Root.Digest)
            {
                continue;
            }

            await TryAsync(image.Reference, "its signatures and attestations could not be looked for: ", rules, unreadable, async () =>
            {
                if ((await finder.FindAsync(image.Reference, [image.SourceDigest], cancellationToken)).Count == 0)
                {
                    return;
                }

                if (!keep)
                {
                    warn(PlatformOption.TellOfSignedIndex(image.Reference.AsWritten, image.SourceDigest));
                    return;
                }

                var repository = _origins[image.Reference];
                var index = await repository.GetManifestAsync(image.SourceDigest.ToString(), cancellationToken);
                images[place] = await ImageContents.ReadAsync(image.Reference, index, null, repository, cancellationToken);
            });
        }
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
        {
            await TryAsync(image.Reference, "its signatures and attestations could not be looked for: ", rules, unreadable, async () =>
                references.AddRange(
                    await finder.FindAsync(
                        image.Reference,
                        image.Manifests.Select(manifest => manifest.Digest).Append(image.SourceDigest),
                        cancellationToken
                    )
                )
            );
        }

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
        catch (Exception e) when (e is ContentException or ManifestException or UserError)
        {
            var failed = DeliveredItems.Failed(item, e);
            unreadable.Add(failed with { Reason = what + failed.Reason });
        }
    }
}
