using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Values.Merging;

public sealed partial class ValuesMerger
{
    /// <summary>Hands the parent's globals down to a sub-chart; there they win over its own.</summary>
    private void CoalesceGlobals(MapValue target, MapValue source, string prefix)
    {
        if (Globals(target, "destination") is not { } own || Globals(source, "source") is not { } parents)
        {
            return;
        }

        foreach (var (key, value) in parents.Entries)
        {
            if (value.Data is MapValue table)
            {
                // Only this level is copied, as in helm: maps further down are shared, so what a sub-chart's defaults add there its parent
                // sees too.
                var copy = ShallowCopy(table);
                if (!own.TryGet(key, out var there))
                {
                    own[key] = Value.Of(copy);
                }
                else if (there.Data is MapValue below)
                {
                    Tables(copy, below, Join(prefix, key), merge: true);
                    own[key] = Value.Of(copy);
                }
                else
                {
                    _warn($"Conflict: cannot merge map onto non-map for {GoQuote.Quote(key)}. Skipping.");
                }
            }
            else if (own.TryGet(key, out var there) && there.Data is MapValue)
            {
                _warn($"key {key} is table. Skipping");
            }
            else
            {
                own[key] = value;
            }
        }

        if (_trace)
        {
            own.Origin = parents.Origin ?? new ValueOrigin(ValuePath.Root.Child(GlobalKey), ValueSource.Absent);
        }

        target[GlobalKey] = Value.Of(own);
    }

    private MapValue? Globals(MapValue values, string role)
    {
        if (!values.TryGet(GlobalKey, out var found))
        {
            return new MapValue();
        }

        if (found.Data is MapValue map)
        {
            return map;
        }

        _warn($"skipping globals because {role} {GlobalKey} is not a table.");
        return null;
    }

    private static MapValue ShallowCopy(MapValue map)
    {
        var copy = new MapValue(map.Count) { Origin = map.Origin };
        foreach (var (key, value) in map.Entries)
        {
            copy[key] = value;
        }

        return copy;
    }

    private MapValue Tables(MapValue target, MapValue source, string prefix, bool merge)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in source.Entries)
        {
            if (!value.IsNil)
            {
                given.Add(key);
            }
        }

        foreach (var (key, value) in target.Entries)
        {
            if (value.IsNil)
            {
                source[key] = value;
            }
        }

        foreach (var (key, value) in source.Entries)
        {
            if (!target.TryGet(key, out var there))
            {
                target[key] = value;
            }
            else if (!merge && there.IsNil && given.Contains(key))
            {
                // Null over something deletes it; null over nothing, or over another null, stays.
                target.Remove(key);
            }
            else if (value.Data is MapValue below)
            {
                if (there.Data is MapValue above)
                {
                    Tables(above, below, Join(prefix, key), merge);
                }
                else
                {
                    _warn($"cannot overwrite table with non table for {Join(prefix, key)} ({GoFormat.ToText(value)})");
                }
            }
            else if (there.Data is MapValue && !value.IsNil)
            {
                _warn($"destination for {Join(prefix, key)} is a table. Ignoring non-table value ({GoFormat.ToText(value)})");
            }
        }

        return target;
    }
}
