using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data;

/// <summary>
/// A Go map with string keys. Shared by reference: what <c>set</c> changes, everyone who holds the map sees.
/// Order of insertion is kept for whoever wants it; Go's templates range over <see cref="SortedKeys"/>.
/// </summary>
public sealed class MapValue
{
    private Dictionary<string, Value> _entries;

    /// <summary>The entries are still those of the map that this one is a copy of.</summary>
    private bool _isBorrowed;

    private MapValue(Dictionary<string, Value> entries) => _entries = entries;

    public MapValue(int capacity = 0) => _entries = new Dictionary<string, Value>(capacity, StringComparer.Ordinal);

    /// <summary>The Go type's name as <c>typeOf</c> and <c>%T</c> print it.</summary>
    public string TypeName { get; init; } = GoTypeNames.Map;

    /// <summary>Go's nil map: empty, and null in JSON and YAML.</summary>
    public bool IsNil { get; init; }

    /// <summary>Where the map stands in the values, when provenance was asked for. Gives a missing key its path.</summary>
    public ValueOrigin? Origin { get; set; }

    /// <summary>Takes down which keys are looked at, when provenance was asked for.</summary>
    public ReadLog? Reads { get; private set; }

    public int Count => _entries.Count;

    public IReadOnlyDictionary<string, Value> Entries
    {
        get
        {
            TakeOver();
            return _entries;
        }
    }

    /// <summary>The entry, or nil; with provenance a nil names the key to set.</summary>
    public Value this[string key]
    {
        get => TryGet(key, out var value) ? value : Absent(key);
        set
        {
            TakeOver();
            _entries[key] = value;
        }
    }

    public bool TryGet(string key, out Value value)
    {
        Look(key);
        if (!_entries.TryGetValue(key, out value))
        {
            return false;
        }

        if (_isBorrowed && value.Data is MapValue or ListValue)
        {
            TakeOver();
            value = _entries[key];
        }

        return true;
    }

    public bool ContainsKey(string key)
    {
        Look(key);
        return _entries.ContainsKey(key);
    }

    public bool Remove(string key)
    {
        TakeOver();
        return _entries.Remove(key);
    }

    /// <summary>
    /// A copy of this map and of all that is in it, made level by level where somebody looks: of what nobody looks at there is only one.
    /// Only for a map that nobody changes any more.
    /// </summary>
    public MapValue LazyCopy(string? typeName = null) =>
        new(_entries)
        {
            TypeName = typeName ?? TypeName,
            IsNil = IsNil,
            Origin = Origin,
            _isBorrowed = true,
        };

    /// <summary>
    /// The same map under another Go type: both see every change. What helm's <c>.Values</c> of a sub-chart is to the parent's
    /// <c>.Values.sub</c>.
    /// </summary>
    public MapValue WithTypeName(string typeName)
    {
        TakeOver();
        return new(_entries)
        {
            TypeName = typeName,
            IsNil = IsNil,
            Origin = Origin,
            Reads = Reads,
        };
    }

    /// <summary>Keys in Go's order: by UTF-8 bytes, which ordinal comparison of UTF-16 equals but for surrogates.</summary>
    public string[] SortedKeys()
    {
        var keys = new string[_entries.Count];
        _entries.Keys.CopyTo(keys, 0);
        Array.Sort(keys, GoStringOrder.Instance);
        return keys;
    }

    /// <summary>From now on every look at a key of this map, and of the maps in it, goes into the log.</summary>
    public void Watch(ReadLog log)
    {
        if (ReferenceEquals(Reads, log))
        {
            return;
        }

        Reads = log;
        TakeOver();
        foreach (var value in _entries.Values)
        {
            if (value.Data is MapValue below)
            {
                below.Watch(log);
            }
        }
    }

    private void TakeOver()
    {
        if (!_isBorrowed)
        {
            return;
        }

        _isBorrowed = false;
        var lent = _entries;
        _entries = new Dictionary<string, Value>(lent, StringComparer.Ordinal);
        foreach (var (key, value) in lent)
        {
            if (value.Data is MapValue or ListValue)
            {
                _entries[key] = LazyCopy(value);
            }
        }
    }

    private static Value LazyCopy(Value value) =>
        value.Data switch
        {
            MapValue map => new Value(map.LazyCopy(), value.Trace),
            ListValue list => new Value(
                new ListValue(list.Items.ConvertAll(LazyCopy))
                {
                    TypeName = list.TypeName,
                    IsNil = list.IsNil,
                    Origin = list.Origin,
                },
                value.Trace
            ),
            _ => value,
        };

    private void Look(string key)
    {
        if (Reads is not null && Origin is not null)
        {
            Reads.Add(Origin.Path, key);
        }
    }

    private Value Absent(string key) =>
        Origin is null ? default : new Value(null, new ValueOrigin(Origin.Path.Child(key), ValueSource.Absent));
}
