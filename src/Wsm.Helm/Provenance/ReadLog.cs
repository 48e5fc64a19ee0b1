namespace Wsm.Helm.Provenance;

/// <summary>Which values were looked at while templates ran, whether they were set or not. For one rendering at a time.</summary>
public sealed class ReadLog
{
    private readonly Dictionary<string, ValuePath> _paths = new(StringComparer.Ordinal);

    /// <summary>Each path once, in the order of the first look.</summary>
    public IReadOnlyCollection<ValuePath> Paths => _paths.Values;

    internal void Add(ValuePath map, string key)
    {
        var path = map.Child(key);
        _paths.TryAdd(path.ToString(), path);
    }
}
