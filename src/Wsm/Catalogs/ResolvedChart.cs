namespace Wsm.Catalogs;

/// <summary>A chart archive exactly as it was published.</summary>
/// <param name="Source">Where it came from, without credentials.</param>
/// <param name="Sha256">Lower-case hexadecimal digest of <paramref name="Archive"/>.</param>
public sealed record ResolvedChart(string Name, string Version, string Source, ReadOnlyMemory<byte> Archive, string Sha256)
{
    /// <summary>The name the archive has in a repository: <c>operator-1.4.8.tgz</c>.</summary>
    public string FileName => $"{Name}-{Version}.tgz";
}
