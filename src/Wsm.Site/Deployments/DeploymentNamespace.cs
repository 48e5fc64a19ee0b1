using Wsm.Product.Resolving;

namespace Wsm.Site.Deployments;

/// <summary>Where components go for which the catalog names no namespace.</summary>
public static class DeploymentNamespace
{
    /// <param name="space">Null for where they usually go.</param>
    public static ImageSet ApplyTo(ImageSet set, string? space) =>
        space is null
            ? set
            : set with
            {
                Components = [.. set.Components.Select(component => component with { Namespace = component.Namespace ?? space })],
            };
}
