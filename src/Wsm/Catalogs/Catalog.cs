using Wsm.Oci.References;

namespace Wsm.Catalogs;

/// <summary>What a product is made of, as a catalog file says; nothing in it has been looked up yet.</summary>
public sealed record Catalog
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<CatalogComponent> Components { get; init; }

    /// <summary>The same catalog with the channel to be asked again, where it kept an answer. What came with that answer goes too.</summary>
    public Catalog WithoutChannelAnswers() =>
        this with
        {
            Components =
            [
                .. Components.Select(component =>
                    component.Channel is { Answer: not null } channel
                        ? component with
                        {
                            Channel = channel with { Answer = null },
                            Chart = null,
                        }
                        : component
                ),
            ],
        };
}

/// <summary>An image that a catalog names itself.</summary>
public sealed record CatalogImage(ImageReference Reference, string? Reason);
