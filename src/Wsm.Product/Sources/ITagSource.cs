using Wsm.Helm.Versions;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Knows the tags of image repositories.</summary>
public interface ITagSource
{
    /// <summary>
    /// The tag with the highest semantic version that satisfies the constraint, as the registry writes it (with its <c>v</c>, where it has
    /// one).
    /// </summary>
    /// <exception cref="UserError">No tag does.</exception>
    Task<string> NewestAsync(string repository, VersionConstraint constraint, CancellationToken cancellationToken);
}
