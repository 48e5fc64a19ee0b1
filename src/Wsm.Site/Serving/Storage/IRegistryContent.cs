using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>What a registry has to give: a folder that is pushed to, or a bundle.</summary>
public interface IRegistryContent
{
    /// <summary>Every repository as it is now; the snapshot does not change under its reader.</summary>
    IReadOnlyDictionary<string, RepositoryListing> Repositories { get; }

    /// <summary>The repository that is meant by a name, asked for on behalf of a registry (<c>?ns=</c>, as mirrors are) or not.</summary>
    string Resolve(string name, string? source) => name;

    /// <exception cref="FileNotFoundException">The manifest is listed and its bytes are gone.</exception>
    Task<RawManifest> ReadManifestAsync(string repository, Descriptor manifest, CancellationToken cancellationToken);

    /// <summary>A seekable stream over the blob, or null when there is none.</summary>
    Stream? OpenBlob(string repository, Digest digest);
}
