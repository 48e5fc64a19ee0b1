using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>Values as JSON Schema sees them.</summary>
internal static class JsonType
{
    public static string Of(Value value) =>
        value.Data switch
        {
            null => "null",
            bool => "boolean",
            string => "string",
            MapValue => "object",
            ListValue => "array",
            _ => "number",
        };

    public static bool Is(Value value, string type) =>
        Of(value) == type || (type == "integer" && Number(value) is { } number && Math.Truncate(number) == number);

    public static double? Number(Value value) =>
        value.Data switch
        {
            double number => number,
            null or bool or string or MapValue or ListValue => null,
            IConvertible integer => integer.ToDouble(null),
            nint integer => integer,
            _ => null,
        };

    public static bool AreEqual(Value left, Value right)
    {
        switch (left.Data, right.Data)
        {
            case (MapValue a, MapValue b):
                return a.Count == b.Count && a.Entries.All(entry => b.TryGet(entry.Key, out var other) && AreEqual(entry.Value, other));
            case (ListValue a, ListValue b):
                return a.Count == b.Count && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second));
            case (MapValue or ListValue, _) or (_, MapValue or ListValue):
                return false;
            default:
                return Number(left) is { } x && Number(right) is { } y ? x.Equals(y) : Equals(left.Data, right.Data);
        }
    }
}
