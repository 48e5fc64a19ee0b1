using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>A place where artifacts come from.</summary>
public interface IArtifactSource
{
    /// <exception cref="UserError">There is no such artifact, or it holds no files.</exception>
    Task<ResolvedArtifact> FetchAsync(ArtifactRequest request, CancellationToken cancellationToken);
}
