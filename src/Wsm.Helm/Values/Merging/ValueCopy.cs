using Wsm.Helm.Data;

namespace Wsm.Helm.Values.Merging;

/// <summary>Copies of whole trees; traces stay.</summary>
public static class ValueCopy
{
    public static MapValue Of(MapValue map)
    {
        var copy = new MapValue(map.Count) { TypeName = map.TypeName, Origin = map.Origin };
        foreach (var (key, value) in map.Entries)
        {
            copy[key] = Of(value);
        }

        return copy;
    }

    public static Value Of(Value value) =>
        value.Data switch
        {
            MapValue map => new Value(Of(map), value.Trace),
            ListValue list => new Value(
                new ListValue(list.Items.ConvertAll(Of))
                {
                    TypeName = list.TypeName,
                    IsNil = list.IsNil,
                    Origin = list.Origin,
                },
                value.Trace
            ),
            _ => value,
        };
}
