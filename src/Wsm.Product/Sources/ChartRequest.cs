namespace Wsm.Product.Sources;

/// <summary>Which chart is wanted, and from where.</summary>
public abstract record ChartRequest
{
    /// <summary>SHA-256 of the archive in lower-case hexadecimal, where a catalog pins it.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>A chart of a classic repository, one with an <c>index.yaml</c>.</summary>
/// <param name="Version">A version or a range of versions.</param>
public sealed record RepositoryChart(Uri Repository, string Name, string Version) : ChartRequest
{
    /// <summary>What a release channel hands out for its own repository; never shown.</summary>
    public ChartCredential? Credential { get; init; }

    public override string ToString() => $"{Name}@{Repository.GetLeftPart(UriPartial.Path)} {Version}";
}

/// <summary>A chart in an OCI registry.</summary>
/// <param name="Repository">Registry and path without <c>oci://</c>: <c>ghcr.io/org/charts/app</c>.</param>
/// <param name="Version">A version or a range of versions.</param>
public sealed record OciChart(string Repository, string Version) : ChartRequest
{
    public override string ToString() => $"oci://{Repository} {Version}";
}

/// <summary>A chart's archive at an address of its own.</summary>
public sealed record AddressChart(Uri Address) : ChartRequest
{
    public override string ToString() => Address.GetLeftPart(UriPartial.Path);
}

/// <summary>A chart on disk: an archive, or a folder with a <c>Chart.yaml</c>.</summary>
/// <param name="Path">An absolute path.</param>
public sealed record LocalChart(string Path) : ChartRequest
{
    public override string ToString() => Path;
}

/// <summary>User name and password of a chart repository.</summary>
public sealed record ChartCredential(string Username, string Password)
{
    public override string ToString() => "(credential)";
}
