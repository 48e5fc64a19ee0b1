namespace Wsm.Helm.Versions;

/// <summary>Things that have a version each: the entries of an index, the tags of a repository.</summary>
public sealed class VersionedItems<T>
    where T : class
{
    private readonly List<(T Item, SemanticVersion Version)> _read = [];
    private readonly List<T> _unread = [];

    /// <param name="versionOf">Null for a thing whose version cannot be read.</param>
    public VersionedItems(IEnumerable<T> items, Func<T, SemanticVersion?> versionOf)
    {
        foreach (var item in items)
        {
            if (versionOf(item) is { } version)
            {
                _read.Add((item, version));
            }
            else
            {
                _unread.Add(item);
            }
        }
    }

    /// <summary>Those whose version cannot be read, in their order: no constraint finds them.</summary>
    public IReadOnlyList<T> Unread => _unread;

    /// <summary>The one with the highest version that satisfies the constraint; of equal ones the first.</summary>
    public T? Highest(VersionConstraint constraint)
    {
        (T? Item, SemanticVersion? Version) best = default;
        foreach (var (item, version) in _read)
        {
            if (constraint.IsSatisfiedBy(version) && (best.Version is null || version.CompareTo(best.Version) > 0))
            {
                best = (item, version);
            }
        }

        return best.Item;
    }
}
