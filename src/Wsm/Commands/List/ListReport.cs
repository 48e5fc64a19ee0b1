using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;

namespace Wsm.Commands.List;

/// <summary>Everything <c>list</c> has to tell, in whatever format.</summary>
/// <param name="Quiet">Leave out whatever is not the result.</param>
/// <param name="Why">Tell each image's origins too, where a format has room for that.</param>
internal sealed record ListReport(ImageSet Set, bool Quiet, bool Why)
{
    /// <summary>Whether every component could be resolved, so that the list is the whole list.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>Size and digest of images by canonical reference; empty when they were not asked for.</summary>
    public IReadOnlyDictionary<string, ImageSize> Sizes { get; init; } = new Dictionary<string, ImageSize>();

    /// <summary>The same of what is named inside images, and in no bundle.</summary>
    public IReadOnlyDictionary<string, ImageSize> InsideSizes { get; init; } = new Dictionary<string, ImageSize>();

    /// <summary>What a bundle of all images has to hold: every blob once.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Null where no registry was asked.</summary>
    public ImageSize? SizeOf(ResolvedImage image) =>
        Sizes.GetValueOrDefault(image.Reference.Canonical) ?? InsideSizes.GetValueOrDefault(image.Reference.Canonical);

    /// <summary>What would be counted more than once, image by image.</summary>
    public long SharedBytes => Sizes.Values.Sum(size => size.Bytes) - TotalBytes;
}
