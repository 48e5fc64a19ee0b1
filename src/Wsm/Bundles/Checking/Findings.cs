using System.Collections.Concurrent;

namespace Wsm.Bundles.Checking;

/// <summary>Collects findings from several threads.</summary>
internal sealed class Findings
{
    private readonly ConcurrentBag<Finding> _all = [];

    public void Add(FindingKind kind, string file, string? item, string? digest, string detail) =>
        _all.Add(new Finding(kind, file, item, digest, detail));

    public bool Concern(string item) => _all.Any(finding => finding.Item == item);

    public bool ConcernFile(string file) => _all.Any(finding => finding.File == file);

    public IReadOnlyList<Finding> Sorted() =>
        [
            .. _all.OrderBy(finding => finding.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Digest, StringComparer.Ordinal)
                .ThenBy(finding => finding.Detail, StringComparer.Ordinal),
        ];
}
