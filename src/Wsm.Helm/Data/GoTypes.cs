using System.Numerics;

namespace Wsm.Helm.Data;

/// <summary>The Go type and kind of a value, as <c>%T</c>, <c>typeOf</c> and <c>kindOf</c> print them.</summary>
internal static class GoTypes
{
    /// <summary>The type's name; <c>&lt;nil&gt;</c> for nil.</summary>
    public static string NameOf(object? data) =>
        data switch
        {
            null => "<nil>",
            MapValue map => map.TypeName,
            ListValue list => list.TypeName,
            GoObject value => value.TypeName,
            byte[] => GoTypeNames.Bytes,
            _ => KindOf(data),
        };

    /// <summary>The kind's name; <c>invalid</c> for nil.</summary>
    public static string KindOf(object? data) =>
        data switch
        {
            null => "invalid",
            string => "string",
            bool => "bool",
            double => "float64",
            nint => "int",
            long => "int64",
            int => "int32",
            short => "int16",
            sbyte => "int8",
            nuint => "uint",
            ulong => "uint64",
            uint => "uint32",
            ushort => "uint16",
            byte => "uint8",
            float => "float32",
            Complex => "complex128",
            MapValue => "map",
            ListValue or byte[] => "slice",
            GoObject value => value.Kind,
            _ => throw new InvalidOperationException($"A template value cannot hold a {data.GetType()}."),
        };

    /// <summary>A signed Go integer of any width.</summary>
    public static bool TryInteger(object? data, out long value)
    {
        switch (data)
        {
            case nint word:
                value = word;
                return true;
            case long wide:
                value = wide;
                return true;
            case int narrow:
                value = narrow;
                return true;
            case short small:
                value = small;
                return true;
            case sbyte tiny:
                value = tiny;
                return true;
            default:
                value = 0;
                return false;
        }
    }

    /// <summary>An unsigned Go integer of any width.</summary>
    public static bool TryUnsigned(object? data, out ulong value)
    {
        switch (data)
        {
            case nuint word:
                value = word;
                return true;
            case ulong wide:
                value = wide;
                return true;
            case uint narrow:
                value = narrow;
                return true;
            case ushort small:
                value = small;
                return true;
            case byte tiny:
                value = tiny;
                return true;
            default:
                value = 0;
                return false;
        }
    }

    /// <summary>Go templates' truth: not the zero value of its type, and not empty.</summary>
    public static bool IsTrue(object? data) =>
        data switch
        {
            null => false,
            bool truth => truth,
            string text => text.Length > 0,
            MapValue map => map.Count > 0,
            ListValue list => list.Count > 0,
            double number => number != 0,
            nint number => number != 0,
            long number => number != 0,
            byte[] bytes => bytes.Length > 0,
            GoObject value => value.IsTrue,
            Complex number => number != Complex.Zero,
            float number => number != 0,
            _ => TryInteger(data, out var signed) ? signed != 0 : TryUnsigned(data, out var unsigned) && unsigned != 0,
        };
}
