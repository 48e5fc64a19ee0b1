using Wsm.Helm.Versions;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Product.Catalogs;

/// <summary>What a product is made of, as a catalog file says; nothing in it has been looked up yet.</summary>
public sealed record Catalog
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<CatalogComponent> Components { get; init; }

    /// <summary>The same catalog with another version of one component's chart.</summary>
    /// <exception cref="UserError">There is no such component, or it does not choose its chart's version.</exception>
    public Catalog WithChartVersion(string component, string version)
    {
        if (!Components.Any(item => item.Name == component && item.Chart is RepositoryChart or OciChart))
        {
            throw UserError.Usage(
                $"The catalog {Name} chooses no version of a chart for a component '{component}'.",
                $"Its components are {string.Join(", ", Components.Select(item => item.Name))}."
            );
        }

        if (!VersionConstraint.TryParse(version, out _))
        {
            throw UserError.Usage(
                $"'{version}' is neither a version nor a range of versions.",
                "Write it as helm does: 1.4.8, ^1.4, '>=1 <2'."
            );
        }

        return this with
        {
            Components =
            [
                .. Components.Select(item =>
                    item.Name != component
                        ? item
                        : item with
                        {
                            Chart = item.Chart switch
                            {
                                RepositoryChart chart => chart with { Version = version },
                                OciChart chart => chart with { Version = version },
                                var other => other,
                            },
                        }
                ),
            ],
        };
    }

    /// <summary>Images that are not to be carried, whichever component needs them.</summary>
    public IReadOnlyList<ExcludeRule> Exclude { get; init; } = [];

    /// <summary>Image fields beyond those that come with the program.</summary>
    public IReadOnlyList<ImageFieldRow> ImageFields { get; init; } = [];

    /// <summary>
    /// The same catalog with the channel to be asked again, where it kept an answer. What came with that answer goes too.
    /// </summary>
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
