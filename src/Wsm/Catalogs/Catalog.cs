using Wsm.Oci.References;

namespace Wsm.Catalogs;

/// <summary>What a product is made of, as a catalog file says; nothing in it has been looked up yet.</summary>
public sealed record Catalog
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<CatalogComponent> Components { get; init; }
}

/// <summary>An image that a catalog names itself.</summary>
public sealed record CatalogImage(ImageReference Reference, string? Reason);
