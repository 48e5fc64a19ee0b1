using Wsm.Helm.Data;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;

namespace Wsm.Site.WeightsAndBiases;

/// <summary>What identifies a custom resource that is there already, or is to be.</summary>
/// <param name="Name">Also the name of the release that the operator makes; null for the catalog's.</param>
/// <param name="Namespace">Null for the catalog's.</param>
public sealed record ResourceIdentity(string? Name, string? Namespace)
{
    public MapValue Labels { get; init; } = new();

    public MapValue Annotations { get; init; } = new();

    /// <summary>The product with its resource under this name: the operator deploys it as such, and so it is rendered.</summary>
    public ImageSet ApplyTo(ImageSet set) =>
        set with
        {
            Components =
            [
                .. set.Components.Select(component =>
                    component.Emit?.Kind is EmitKind.WeightsAndBiases or EmitKind.WeightsAndBiasesV2
                        ? component with
                        {
                            ReleaseName = Name ?? component.ReleaseName,
                            Namespace = Namespace ?? component.Namespace,
                        }
                        : component
                ),
            ],
        };
}
