using System.Collections.Concurrent;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Site.Artifacts;
using Wsm.Site.ChartStores;
using Wsm.Site.Conversions;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;

namespace Wsm.Commands.Check;

/// <summary>Compares registry and chart store with a bundle's lock, down to the last blob. The archives themselves are not read.</summary>
internal sealed class Checker(RegistryClient client, int parallel) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(parallel);
    private readonly ConcurrentDictionary<(string Repository, Digest Digest), Lazy<Task<bool>>> _answers = new();

    public async Task<IReadOnlyList<CheckedItem>> CheckImagesAsync(
        Bundle bundle,
        RelocationOptions places,
        CancellationToken cancellationToken
    )
    {
        var converted = BundleConversion.Of(bundle, places);
        var relocation = BundleConversion.RelocationOf(places, converted);
        var relocations = relocation.RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));
        return await Task.WhenAll(
            bundle
                .Images.Zip(relocations, (image, relocated) =>
                    CheckAsync(
                        image.Entry.Reference,
                        relocation.Inside(image.Root),
                        converted.TryGetValue(image.Reference, out var other) ? PartsOf(other.Contents) : image.Entry.Contents,
                        image.Entry.LeftOut?.Select(layer => layer.Digest).ToList(),
                        relocated,
                        cancellationToken
                    )
                )
                .Concat(ArtifactCopies.In(bundle, relocation).Select(copy => CheckAsync(copy, cancellationToken)))
        );
    }

    private static IReadOnlyList<LockedContent> PartsOf(ImageContents image) =>
        [
            .. image.Manifests.Select(manifest => new LockedContent(manifest.MediaType, manifest.Digest, manifest.Bytes.Length)),
            .. image.Blobs.Select(blob => new LockedContent(blob.MediaType, blob.Digest, blob.Size)),
        ];

    /// <summary>A list of images that push made from the bundle's: made again here, it must be the same.</summary>
    private Task<CheckedItem> CheckAsync(ImageToDeliver copy, CancellationToken cancellationToken) =>
        CheckAsync(
            copy.Relocated.Source.AsWritten,
            copy.Root.Digest,
            [
                new LockedContent(copy.Root.MediaType, copy.Root.Digest, copy.Root.Bytes.Length),
                .. copy.Blobs.Select(blob => new LockedContent(blob.MediaType, blob.Digest, blob.Size)),
            ],
            null,
            copy.Relocated,
            cancellationToken
        );

    public static async Task<IReadOnlyList<CheckedItem>> CheckChartsAsync(
        IReadOnlyList<ChartToDeliver> charts,
        IChartStore store,
        CancellationToken cancellationToken
    ) => await Task.WhenAll(charts.Select(chart => CheckAsync(chart, store, cancellationToken)));

    public void Dispose() => _slots.Dispose();

    private async Task<CheckedItem> CheckAsync(
        string source,
        Digest root,
        IReadOnlyList<LockedContent> contents,
        IReadOnlyList<Digest>? leftOut,
        RelocatedImage relocated,
        CancellationToken cancellationToken
    )
    {
        var item = new CheckedItem(source, relocated.Push.Canonical, root, CheckState.Complete) { LeftOut = leftOut };
        try
        {
            if (relocated.Push.Tag is { } tag)
            {
                var held = await AskAsync(
                    () => client.GetRepository(relocated.Push).FindManifestAsync(tag, cancellationToken),
                    cancellationToken
                );
                if (held is null)
                {
                    return item with { State = CheckState.Missing, Problem = "it is not there" };
                }

                if (held.Digest != root)
                {
                    return item with { State = CheckState.Differs, Problem = $"the tag points to {held.Digest} instead of {root}" };
                }
            }

            // Where the tag stands for it, the root is there.
            var further = relocated.Push.Tag is null ? contents : [.. contents.Where(content => content.Digest != root)];
            var there = await Task.WhenAll(further.Select(content => HoldsAsync(relocated.Push, content, cancellationToken)));
            var missing = further.Zip(there).Where(pair => !pair.Second).Select(pair => pair.First.Digest).ToList();
            return missing.Count == 0
                ? item
                : item with
                {
                    State = CheckState.Missing,
                    Problem =
                        $"{missing.Count} of its {contents.Count} parts are not there: "
                        + $"{string.Join(", ", missing.Take(3))}{(missing.Count > 3 ? " …" : "")}",
                };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            return item with { State = CheckState.Unknown, Problem = e.Message };
        }
    }

    /// <summary>Repositories that hold several images of the bundle are asked once for what those share.</summary>
    private Task<bool> HoldsAsync(ImageReference target, LockedContent content, CancellationToken cancellationToken)
    {
        var digest = content.Digest;
        return _answers
            .GetOrAdd((target.Name, digest), _ => new Lazy<Task<bool>>(() =>
                AskAsync(
                    async () =>
                    {
                        var repository = client.GetRepository(target);
                        if (MediaTypes.IsIndex(content.MediaType) || MediaTypes.IsManifest(content.MediaType))
                        {
                            return await repository.FindManifestAsync(content.Digest.ToString(), cancellationToken) is not null;
                        }

                        return await repository.HasBlobAsync(
                            new Descriptor
                            {
                                MediaType = content.MediaType,
                                Digest = digest,
                                Size = content.Size,
                            },
                            cancellationToken
                        );
                    },
                    cancellationToken
                )
            ))
            .Value;
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await ask();
        }
        finally
        {
            _slots.Release();
        }
    }

    private static async Task<CheckedItem> CheckAsync(ChartToDeliver wanted, IChartStore store, CancellationToken cancellationToken)
    {
        var item = new CheckedItem($"{wanted.Name} {wanted.Version}", "", null, CheckState.Complete);
        try
        {
            var chart = wanted.Read();
            item = item with { Target = store.LocationOf(chart.Metadata), Digest = Digest.Parse($"{Digest.Sha256}:{chart.Sha256}") };
            var held = await store.FindAsync(chart.Metadata, cancellationToken);
            if (held is null)
            {
                return item with { State = CheckState.Missing, Problem = "it is not there" };
            }

            return held == chart.Sha256
                ? item
                : item with
                {
                    State = CheckState.Differs,
                    Problem = "another archive is there under this name and version",
                };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e) || e is UserError)
        {
            return item with { State = CheckState.Unknown, Problem = e.Message };
        }
    }
}
