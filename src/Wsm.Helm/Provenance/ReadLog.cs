namespace Wsm.Helm.Provenance;

/// <summary>Which values were looked at while templates ran, whether they were set or not. For one rendering at a time.</summary>
public sealed class ReadLog
{
    private readonly Dictionary<ValuePath, HashSet<string>> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly List<ValuePath> _looks = [];

    /// <summary>Each path once, in the order of the first look.</summary>
    public IReadOnlyCollection<ValuePath> Paths => [.. _looks.DistinctBy(path => path.ToString())];

    internal void Add(ValuePath map, string key)
    {
        // Values are looked at all the time, and the log is seldom read: to spell paths out is left for then.
        if (!_keys.TryGetValue(map, out var keys))
        {
            _keys[map] = keys = new HashSet<string>(StringComparer.Ordinal);
        }

        if (keys.Add(key))
        {
            _looks.Add(map.Child(key));
        }
    }
}
