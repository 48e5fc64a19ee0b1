namespace Wsm.Bundles.Importing;

/// <summary>The files of one archive by their names in it, which are plain relative paths.</summary>
/// <param name="Label">As a person knows it.</param>
internal sealed record ForeignArchive(string Label, IReadOnlyDictionary<string, ForeignEntry> Entries)
{
    /// <summary>Those of a folder in it, by their names there.</summary>
    public ForeignArchive Below(string folder) =>
        folder.Length == 0
            ? this
            : this with
            {
                Entries = Entries
                    .Where(entry => entry.Key.StartsWith(folder, StringComparison.Ordinal))
                    .ToDictionary(entry => entry.Key[folder.Length..], entry => entry.Value, StringComparer.Ordinal),
            };
}
