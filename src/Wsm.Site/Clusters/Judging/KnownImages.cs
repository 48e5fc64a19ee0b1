using Wsm.Bundles.Locks;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Site.Relocations;

namespace Wsm.Site.Clusters.Judging;

/// <summary>The images of one or several bundles, by everything that a cluster may call them.</summary>
public sealed class KnownImages
{
    private readonly Dictionary<Digest, KnownImage> _byDigest = [];
    private readonly ILookup<string, KnownImage> _bySource;
    private readonly ILookup<string, KnownImage> _byPull;
    private readonly Relocation? _relocation;
    private readonly List<KnownImage> _images;

    /// <param name="relocation">Where the images went; null where that is not known.</param>
    public KnownImages(IEnumerable<BundleLock> bundles, Relocation? relocation)
    {
        _relocation = relocation;
        _images = [.. bundles.SelectMany(bundle => Read(bundle, relocation))];
        foreach (var image in _images)
        {
            foreach (var digest in DigestsOf(image.Entry, relocation))
            {
                _byDigest.TryAdd(digest, image);
            }
        }

        _bySource = _images.ToLookup(image => image.Source.Name);
        _byPull = _images.Where(image => image.Relocated is not null).ToLookup(image => image.Relocated!.Pull.Name);
    }

    internal bool KnowsWhereImagesWent => _relocation is not null;

    internal KnownImage? FindByDigest(Digest digest) => _byDigest.GetValueOrDefault(digest);

    internal KnownImage? FindBySource(ImageReference name) =>
        _bySource[name.Name].FirstOrDefault(image => IsSame(image.Source, image, name));

    internal KnownImage? FindByPull(ImageReference name) =>
        _byPull[name.Name].FirstOrDefault(image => IsSame(image.Relocated!.Pull, image, name));

    /// <summary>
    /// Whether the name leads to the internal registry; where that is not known, away from every registry that images came from.
    /// </summary>
    internal bool IsInside(ImageReference name) =>
        _relocation is not null
            ? _relocation.IsInside(name) || _byPull.Contains(name.Name)
            : !_bySource.Contains(name.Name) && _images.All(image => image.Source.Registry != name.Registry);

    /// <summary>
    /// Where an image with that internal name is probably published: where the bundle's image is whose way there was the same; an operator
    /// takes its helpers from beside itself. Null where no way leads there, or several do.
    /// </summary>
    internal ImageReference? GuessSource(ImageReference inside)
    {
        var guesses = _images
            .Select(image =>
                ImageReference.TryParse(
                    $"{image.Source.Registry}/{FolderOf(image.Source.Repository)}{LastOf(inside.Repository)}",
                    out var beside
                )
                    ? ImageReference.Create(beside.Registry, beside.Repository, inside.Tag, inside.Digest)
                    : null
            )
            .OfType<ImageReference>()
            .Distinct()
            .Where(source => _relocation!.Relocate(source).Pull.Name == inside.Name)
            .ToList();
        return guesses is [var only] ? only : null;
    }

    private static string FolderOf(string repository) => repository[..(repository.LastIndexOf('/') + 1)];

    private static string LastOf(string repository) => repository[(repository.LastIndexOf('/') + 1)..];

    private bool IsSame(ImageReference known, KnownImage image, ImageReference name) =>
        name.Digest is { } digest ? DigestsOf(image.Entry, _relocation).Contains(digest) : name.Tag == known.Tag;

    private static IEnumerable<KnownImage> Read(BundleLock bundle, Relocation? relocation)
    {
        var origins = bundle
            .Components.SelectMany(component => component.Images)
            .GroupBy(need => need.Reference)
            .ToDictionary(need => need.Key, need => need.SelectMany(one => one.Origins).ToList());
        foreach (var entry in bundle.Images.Where(image => image.ReferrerOf is null))
        {
            var source = ImageReference.Parse(entry.Reference);
            yield return new KnownImage(
                entry,
                source,
                relocation?.Inside(entry.Digest) ?? entry.Digest,
                relocation?.Relocate(source),
                origins.GetValueOrDefault(entry.Reference) ?? []
            );
        }
    }

    /// <summary>
    /// Index, manifests and configurations: which of them a runtime names depends on how the image came to it. A mirror of the source
    /// gives the source's own index, of which the bundle may hold one platform.
    /// </summary>
    private static IEnumerable<Digest> DigestsOf(LockedImage entry, Relocation? relocation)
    {
        var published = Published(entry);
        return relocation is null ? published : published.SelectMany(digest => new[] { digest, relocation.Inside(digest) }).Distinct();
    }

    private static IEnumerable<Digest> Published(LockedImage entry) =>
        entry
            .Contents.Where(content => content.IsManifest || content.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig)
            .Select(content => content.Digest)
            .Append(entry.Digest)
            .Append(entry.SourceDigest);
}

/// <summary>An image of a bundle, and where it went.</summary>
internal sealed record KnownImage(
    LockedImage Entry,
    ImageReference Source,
    Digest Digest,
    RelocatedImage? Relocated,
    IReadOnlyList<ImageOrigin> Origins
);
