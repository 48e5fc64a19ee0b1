using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values.Merging;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Makes a map of values out of edits. Helm replaces lists whole, so an edit inside a list brings the whole list with it.
/// </summary>
internal static class EditedValues
{
    /// <param name="current">The values before the edits, for the lists.</param>
    public static MapValue Of(IEnumerable<ValueEdit> edits, Func<ValuePath, Value> current)
    {
        var root = new MapValue();
        foreach (var edit in edits)
        {
            Set(root, edit, current);
        }

        return root;
    }

    private static void Set(MapValue root, ValueEdit edit, Func<ValuePath, Value> current)
    {
        var chain = new List<ValuePath>();
        for (var at = edit.Path; !at.IsRoot; at = at.Parent!)
        {
            chain.Add(at);
        }

        chain.Reverse();
        object holder = root;
        for (var index = 0; index < chain.Count; index++)
        {
            var step = chain[index];
            var value = index == chain.Count - 1 ? edit.Value : Below(holder, step, chain[index + 1], current);
            if (holder is MapValue map)
            {
                map[step.Key!] = value;
            }
            else
            {
                ((ListValue)holder).Items[step.Index] = value;
            }

            holder = value.Data!;
        }
    }

    /// <summary>What the next step goes into: what is there already, else a copy of the current list, else an empty map.</summary>
    private static Value Below(object holder, ValuePath step, ValuePath next, Func<ValuePath, Value> current)
    {
        var there = holder is MapValue map ? map.Entries.GetValueOrDefault(step.Key!) : ((ListValue)holder)[step.Index];
        if (there.Data is MapValue or ListValue)
        {
            return there;
        }

        return next.Key is null ? ValueCopy.Of(current(step)) : Value.Of(new MapValue());
    }
}
