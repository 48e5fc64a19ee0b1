using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Dependencies;

/// <summary>Values by dotted path, as conditions, imports and the naming of sub-charts use them.</summary>
internal static class ValueLookup
{
    /// <summary>The map at a path; null when there is none.</summary>
    public static MapValue? TableAt(this MapValue values, string path)
    {
        var at = values;
        foreach (var step in path.Split('.'))
        {
            if (!at.TryGet(step, out var value) || value.Data is not MapValue inner)
            {
                return null;
            }

            at = inner;
        }

        return at;
    }

    /// <summary>The value at a path, when it is no map.</summary>
    public static bool TryGetAt(this MapValue values, string path, out Value value)
    {
        var cut = path.LastIndexOf('.');
        var table = cut < 0 ? values : values.TableAt(path[..cut]);
        value = default;
        return table is not null && table.TryGet(path[(cut + 1)..], out value) && value.Data is not MapValue;
    }
}
