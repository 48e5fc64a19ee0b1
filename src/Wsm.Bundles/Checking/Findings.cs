using System.Collections.Concurrent;
using Wsm.Oci.Files;
using Wsm.Oci.References;

namespace Wsm.Bundles.Checking;

/// <summary>Collects findings from several threads.</summary>
internal sealed class Findings
{
    private readonly ConcurrentBag<BundleFinding> _all = [];

    public void Add(FindingKind kind, string file, string? item, Digest? digest, string detail) =>
        _all.Add(new BundleFinding(kind, file, item, digest, detail));

    /// <summary>Whether a file is there, as one; where it is not, that is found.</summary>
    /// <param name="of">The contents that are missing with it.</param>
    public bool HasFile(GuardedFolder folder, string file, string? item, IEnumerable<Digest> of, out long length)
    {
        length = 0;
        try
        {
            if (folder.LengthOf(file) is { } found)
            {
                length = found;
                return true;
            }

            foreach (var digest in of)
            {
                Add(FindingKind.Missing, file, item, digest, "it is not there");
            }
        }
        catch (UnsafeFileException error)
        {
            Add(FindingKind.Damaged, file, item, null, error.Message);
        }

        return false;
    }

    public bool Concern(string item) => _all.Any(finding => finding.Item == item);

    public bool ConcernFile(string file) => _all.Any(finding => finding.File == file);

    public IReadOnlyList<BundleFinding> Sorted() =>
        [
            .. _all.OrderBy(finding => finding.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Digest?.ToString(), StringComparer.Ordinal)
                .ThenBy(finding => finding.Detail, StringComparer.Ordinal),
        ];
}
