using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Collections;

/// <summary>Go's <c>reflect.DeepEqual</c>: types count, so 1 and 1.0 differ.</summary>
internal static class DeepEquality
{
    /// <summary>A map that holds itself would never end.</summary>
    internal const int MaxDepth = 1000;

    public static bool AreEqual(Value left, Value right) => AreEqual(left.Data, right.Data, 0);

    private static bool AreEqual(object? left, object? right, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FunctionException($"values nest deeper than {MaxDepth} levels");
        }

        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return (left, right) switch
        {
            (MapValue a, MapValue b) => SameEntries(a, b, depth),
            (ListValue a, ListValue b) => SameItems(a, b, depth),
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (GoObject a, GoObject b) => a.TypeName == b.TypeName && AreEqual(a.ToData().Data, b.ToData().Data, depth + 1),
            // Go's NaN is not equal to itself; .NET's Equals would say it is.
            (double a, double b) => a == b,
            (null, _) or (_, null) => false,
            _ => left.Equals(right),
        };
    }

    private static bool SameEntries(MapValue left, MapValue right, int depth)
    {
        if (left.TypeName != right.TypeName || left.Count != right.Count)
        {
            return false;
        }

        foreach (var (key, value) in left.Entries)
        {
            if (!right.TryGet(key, out var other) || !AreEqual(value.Data, other.Data, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameItems(ListValue left, ListValue right, int depth)
    {
        if (left.TypeName != right.TypeName || left.Count != right.Count || left.IsNil != right.IsNil)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i].Data, right[i].Data, depth + 1))
            {
                return false;
            }
        }

        return true;
    }
}
