using Wsm.Helm.Versions;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;

namespace Wsm.Site.WeightsAndBiases;

/// <summary>Which operator will read the custom resource, and what it understands.</summary>
internal static class OperatorVersion
{
    /// <summary>
    /// The first that takes its chart from an OCI registry, by <c>spec.chart.url: oci://…</c>, and knows <c>plainHTTP</c> there.
    /// </summary>
    public static SemanticVersion FirstWithOci { get; } = SemanticVersion.Parse("1.22.0");

    /// <summary>The first that reads the chart store's login from a Secret: <c>spec.chart.credentialSecret</c>.</summary>
    public static SemanticVersion FirstWithCredentialSecret { get; } = SemanticVersion.Parse("1.20.0");

    /// <summary>The tag of the controller that the product's operator runs; null where it is no version, or there is no operator.</summary>
    public static SemanticVersion? In(ImageSet set) =>
        set
            .Components.Where(component => component.Emit?.Kind == EmitKind.Values)
            .SelectMany(component => component.Images)
            .Where(image => image.Reference.Repository.EndsWith("/controller", StringComparison.Ordinal))
            .Select(image => SemanticVersion.TryParse(image.Reference.Tag, out var version) ? version : null)
            .FirstOrDefault(version => version is not null);
}
