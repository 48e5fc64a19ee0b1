namespace Wsm.Product.Sources;

/// <summary>Something other than a chart that says which images are needed.</summary>
/// <param name="Place">An absolute path, an http or https address, or <see cref="Input"/>.</param>
public sealed record SourceRequest(SourceKind Kind, string Place)
{
    /// <summary>Stands for standard input.</summary>
    public const string Input = "-";

    /// <summary>SHA-256 of what stood there, in lower-case hexadecimal, where a catalog pins it.</summary>
    public string? Sha256 { get; init; }

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
