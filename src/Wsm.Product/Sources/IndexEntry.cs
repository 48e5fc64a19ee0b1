namespace Wsm.Product.Sources;

/// <summary>One version of a chart in a repository's index.</summary>
/// <param name="Url">As written: absolute, or relative to the repository.</param>
/// <param name="Sha256">Lower-case hexadecimal; null when the index gives none.</param>
internal sealed record IndexEntry(string Version, string? Url, string? Sha256)
{
    /// <summary>An entry that gives no version.</summary>
    public static IndexEntry Empty { get; } = new("(none)", null, null);
}
