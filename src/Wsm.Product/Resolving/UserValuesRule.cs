using Wsm.Product.Catalogs;

namespace Wsm.Product.Resolving;

/// <summary>
/// Which components the person's own values are for. Where a product is configured through a custom resource or a release channel,
/// the values are that component's alone: a licence has no business in the operator's values. Otherwise every chart gets them.
/// </summary>
public static class UserValuesRule
{
    public static bool AppliesTo(this CatalogComponent component, Catalog catalog) =>
        IsConfigured(component) || !catalog.Components.Any(IsConfigured);

    public static bool AppliesTo(this ResolvedComponent component, ImageSet set) =>
        IsConfigured(component) || !set.Components.Any(IsConfigured);

    private static bool IsConfigured(CatalogComponent component) =>
        component.Channel is not null || component.Emit?.Kind is EmitKind.WeightsAndBiases or EmitKind.WeightsAndBiasesV2;

    private static bool IsConfigured(ResolvedComponent component) =>
        component.ChannelAnswer is not null || component.Emit?.Kind is EmitKind.WeightsAndBiases or EmitKind.WeightsAndBiasesV2;
}
