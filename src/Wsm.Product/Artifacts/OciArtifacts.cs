using Wsm.Helm.Versions;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Caching;
using Wsm.Product.Catalogs;
using Wsm.Product.Sources;

namespace Wsm.Product.Artifacts;

/// <summary>Artifacts in registries.</summary>
/// <param name="tags">Which tags there are.</param>
public sealed class OciArtifacts(RegistryClient registries, ITagSource tags, ContentCache cache, bool offline) : IArtifactSource
{
    public async Task<ResolvedArtifact> FetchAsync(ArtifactRequest request, CancellationToken cancellationToken)
    {
        // A version of three numbers is a tag, as is whatever is no range; with a digest nothing is left to be chosen.
        var tag =
            request.Digest is not null
            || SemanticVersion.TryParseStrict(request.Version.TrimStart('v'), out _)
            || !VersionConstraint.TryParse(request.Version, out var range)
                ? request.Version
                : await tags.NewestAsync(request.Repository, range, cancellationToken).ConfigureAwait(false);
        var reference = ImageReference.Parse($"{request.Repository}:{tag}");
        var origin = offline ? null : await registries.FindOriginAsync(reference, cancellationToken).ConfigureAwait(false);
        var known = new CachedContent(cache, reference, origin);
        var root = await known.GetManifestAsync(request.Digest?.ToString() ?? tag, cancellationToken).ConfigureAwait(false);
        return await ArtifactReader.ReadAsync(reference, root, request.Rules, known, cancellationToken).ConfigureAwait(false);
    }
}
