using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Values.Merging;

/// <summary>Says of every node where it stands and who set it.</summary>
public static class ValueStamp
{
    /// <summary>
    /// Stamps what has no origin yet; what has one keeps it, so that layers put into one map can be stamped one after the other.
    /// </summary>
    public static void Fill(MapValue map, ValuePath path, ValueSource source)
    {
        map.Origin ??= new ValueOrigin(path, source);
        string[] keys = [.. map.Entries.Keys];
        foreach (var key in keys)
        {
            map[key] = Fill(map.Entries[key], path.Child(key), source);
        }
    }

    private static Value Fill(Value value, ValuePath path, ValueSource source)
    {
        switch (value.Data)
        {
            case MapValue map:
                Fill(map, path, source);
                return value.WithTrace(map.Origin);
            case ListValue list:
                list.Origin ??= new ValueOrigin(path, source);
                for (var i = 0; i < list.Count; i++)
                {
                    list.Items[i] = Fill(list.Items[i], path.Child(i), source);
                }

                return value.WithTrace(list.Origin);
            default:
                return value.Trace is null ? value.WithTrace(new ValueOrigin(path, source)) : value;
        }
    }
}
