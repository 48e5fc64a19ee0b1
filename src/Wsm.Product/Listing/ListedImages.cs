using Wsm.Oci.References;

namespace Wsm.Product.Listing;

/// <summary>Images that a source names itself, and what in it is not known to be carried.</summary>
/// <param name="Problems">Sentences without a full stop: what could not be read, or is not supported.</param>
internal sealed record ListedImages(IReadOnlyList<ListedImage> Images, IReadOnlyList<string> Problems);

/// <summary>An image that a list, a compose file or a cluster names.</summary>
/// <param name="What">What runs it: <c>service web</c>, <c>Pod shop/web-0</c>; null for a line of a list.</param>
/// <param name="Line">One-based; null where lines mean nothing.</param>
internal sealed record ListedImage(ImageReference Reference, string? What, int? Line)
{
    public string? Container { get; init; }

    /// <summary>What else is to be said about it.</summary>
    public string? Reason { get; init; }

    /// <summary>What has to be switched on for it to run.</summary>
    public string? Switch { get; init; }
}
