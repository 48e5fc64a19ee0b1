using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;

namespace Wsm.Bundles.Locks;

/// <summary>What a lock must be like before anything is done by it; whoever wrote it may have meant harm.</summary>
internal static class LockCheck
{
    /// <summary>Bytes: no disk holds more, and sums of such sizes stay numbers.</summary>
    private const long LargestSize = 1L << 50;

    /// <exception cref="FormatException">It contradicts itself, or names what cannot be.</exception>
    public static void Require(BundleLock bundle)
    {
        JsonLists.NoGaps(bundle.Platforms, "platforms");
        JsonLists.NoGaps(bundle.Images, "images");
        JsonLists.NoGaps(bundle.Charts, "charts");
        JsonLists.NoGaps(bundle.Components, "components");
        foreach (var image in bundle.Images)
        {
            Require(image, bundle.Layout);
        }

        foreach (var chart in bundle.Charts)
        {
            JsonLists.NoGaps(chart.Artifact?.Blobs ?? [], $"blobs of {chart.File}");
            foreach (var file in chart.Files)
            {
                Require(file.File, file.Size);
            }

            if (chart.Digest.Algorithm != Digest.Sha256)
            {
                throw new FormatException($"the chart {chart.File} has no SHA-256");
            }
        }

        foreach (var component in bundle.Components)
        {
            Require(component);
        }

        Once(bundle.Images.Select(image => image.Reference), "the image");
        Once(bundle.Charts.Select(chart => chart.File), "the chart");
        Once(bundle.Images.Select(image => image.File).OfType<string>().Concat(bundle.Files().Select(file => file.File)), "the file");
        if (bundle.Delta is { } delta)
        {
            JsonLists.NoGaps(delta.Places, "delta.places");
            JsonLists.NoGaps(delta.Absent, "delta.absent");
            delta.Validate(bundle);
        }
    }

    /// <exception cref="FormatException">It contradicts itself.</exception>
    public static void Require(LockedImage image, BundleLayout layout)
    {
        JsonLists.NoGaps(image.Contents, $"contents of {image.Reference}");
        JsonLists.NoGaps(image.Platforms, $"platforms of {image.Reference}");
        if (image.File is null != (layout == BundleLayout.Oci) || image.Contents.Count == 0)
        {
            throw new FormatException($"{image.Reference} has no place");
        }

        _ = ImageReference.Parse(image.Reference);
        if (image.File is { } file)
        {
            Require(file, image.Size ?? 0);
        }

        foreach (var content in image.Contents)
        {
            RequireSize(content.Size, $"{content.Digest} of {image.Reference}");
        }

        if (image.Contents[0].Digest != image.Digest)
        {
            throw new FormatException($"the contents of {image.Reference} do not begin with {image.Digest}");
        }
    }

    /// <exception cref="FormatException">It names no plain file.</exception>
    public static void Require(string file, long size)
    {
        RequireSize(size, file);
        _ = BundleNames.Plain(file);
    }

    private static void Require(LockedComponent component)
    {
        JsonLists.NoGaps(component.Images, $"images of {component.Name}");
        JsonLists.NoGaps(component.Candidates ?? [], $"candidates of {component.Name}");
        JsonLists.NoGaps(component.Values ?? [], $"values of {component.Name}");
        JsonLists.NoGaps(component.Excluded ?? [], $"exclusions of {component.Name}");
        JsonLists.NoGaps(component.Problems ?? [], $"problems of {component.Name}");
        JsonLists.NoGaps(component.Manifests?.Files ?? [], $"manifests of {component.Name}");
        JsonLists.NoGaps(component.Cluster?.ApiVersions ?? [], $"API versions of {component.Name}");
        JsonLists.NoGaps(component.ImageFields ?? [], $"image fields of {component.Name}");
        foreach (var row in component.ImageFields ?? [])
        {
            Require(row, $"image fields of {component.Name}");
        }

        foreach (var file in component.Manifests?.Files ?? [])
        {
            Require(file.File, file.Size);
        }

        if (component.Channel is { } channel)
        {
            Require(channel.File, channel.Size);
        }

        if (component.Emit is { } emit && (emit.Set is null || emit.Set.Values.Any(value => value is null)))
        {
            throw new FormatException($"there is a null among what is set for {component.Name}");
        }

        foreach (var need in component.Images.Concat(component.Candidates ?? []))
        {
            _ = ImageReference.Parse(need.Reference);
            JsonLists.NoGaps(need.Origins, $"origins of {need.Reference}");
            foreach (var origin in need.Origins)
            {
                JsonLists.NoGaps(origin.Values, $"values of {need.Reference}");
            }
        }
    }

    private static void Require(ImageFieldRow row, string name)
    {
        foreach (var list in (IReadOnlyList<string>[])[row.Groups, row.Kinds, .. Items(row.Under), .. Items(row.NotImages)])
        {
            JsonLists.NoGaps(list, name);
        }

        foreach (var field in Items(row.Fields))
        {
            IReadOnlyList<string>?[] lists =
            [
                field.Path,
                field.Registry,
                field.Repository,
                field.Name,
                field.Tag,
                field.Digest,
                field.Patterns,
                field.Schemes,
                field.Optional,
                field.Unless,
                field.When?.Values.ToList(),
            ];
            foreach (var list in lists)
            {
                JsonLists.NoGaps(list, name);
            }
        }

        IReadOnlyList<T> Items<T>(IReadOnlyList<T> items)
        {
            JsonLists.NoGaps(items, name);
            return items;
        }
    }

    private static void RequireSize(long size, string what)
    {
        if (size is < 0 or > LargestSize)
        {
            throw new FormatException($"{what} cannot be {size} bytes long");
        }
    }

    private static void Once(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
            {
                throw new FormatException($"{what} {name} is there twice");
            }
        }
    }
}
