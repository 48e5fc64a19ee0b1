using System.Numerics;
using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Go's names for the types and kinds of values, as its reflection prints them.</summary>
public static class GoTypes
{
    public static string TypeOf(object? data) => data switch
    {
        null => "<nil>",
        MapValue map => map.TypeName,
        ListValue list => list.TypeName,
        byte[] => GoTypeNames.Bytes,
        GoObject thing => thing.TypeName,
        _ => KindOf(data),
    };

    public static string KindOf(object? data) => data switch
    {
        null => "invalid",
        string => "string",
        bool => "bool",
        double => "float64",
        float => "float32",
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
        Complex => "complex128",
        MapValue => "map",
        ListValue or byte[] => "slice",
        GoObject thing => thing.Kind,
        _ => throw new ArgumentException($"{data.GetType()} is no type of a template value", nameof(data)),
    };
}
