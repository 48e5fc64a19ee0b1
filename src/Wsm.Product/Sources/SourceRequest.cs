using Wsm.Product.Wording;

namespace Wsm.Product.Sources;

/// <summary>Something other than a chart that says which images are needed.</summary>
/// <param name="Place">An absolute path, an http or https address, or <see cref="Input"/>.</param>
public sealed record SourceRequest(SourceKind Kind, string Place)
{
    /// <summary>Stands for standard input.</summary>
    public const string Input = "-";

    /// <summary>SHA-256 of what stood there, in lower-case hexadecimal, where a catalog pins it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>For messages and for what is written down: an address without what only its owner may know.</summary>
    public string Shown => Place == Input ? "standard input" : PublicAddress.Of(Place);

    /// <summary>The last part of where it is: a file's name.</summary>
    public string FileName =>
        Place == Input ? Shown
        : IsAddress && Uri.TryCreate(Place, UriKind.Absolute, out var address) ? Path.GetFileName(address.AbsolutePath.TrimEnd('/'))
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(Place));

    public bool IsAddress => Place.Contains("://", StringComparison.Ordinal);
}

public enum SourceKind
{
    /// <summary>Kubernetes manifests: a file, a folder of files, or a kustomization.</summary>
    Manifests,

    /// <summary>A text file with a reference on each line.</summary>
    ImageList,

    /// <summary>A compose file.</summary>
    Compose,

    /// <summary>What <c>kubectl get pods -A -o json</c> prints.</summary>
    Cluster,
}
