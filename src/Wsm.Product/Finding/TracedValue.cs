using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Product.Finding;

public static class TracedValue
{
    /// <summary>The value at a path; nil where the path leads nowhere.</summary>
    public static Value At(MapValue values, ValuePath path)
    {
        var at = new Value(values);
        foreach (var step in path.Steps())
        {
            switch (at.Data, step)
            {
                case (MapValue map, string key) when map.TryGet(key, out var entry):
                    at = entry;
                    break;
                case (ListValue list, int index) when index < list.Count:
                    at = list[index];
                    break;
                default:
                    return Value.Nil;
            }
        }

        return at;
    }
}
