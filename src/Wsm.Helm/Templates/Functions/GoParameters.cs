using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Which values a function's parameter takes.</summary>
internal static class GoParameters
{
    public static string NameOf(GoType type) =>
        type switch
        {
            GoType.Reflect => "reflect.Value",
            GoType.String => "string",
            GoType.Bool => "bool",
            GoType.Int => "int",
            GoType.Int32 => "int32",
            GoType.Int64 => "int64",
            GoType.Float64 => "float64",
            GoType.List => GoTypeNames.List,
            GoType.StringList => GoTypeNames.StringList,
            GoType.Bytes => GoTypeNames.Bytes,
            GoType.Map => GoTypeNames.Map,
            GoType.StringMap => GoTypeNames.StringMap,
            GoType.Time => "time.Time",
            GoType.Duration => "time.Duration",
            _ => GoTypeNames.Any,
        };

    /// <summary>Go's assignability. A nil interface fits only where anything does.</summary>
    public static bool Accepts(GoType type, object? data) =>
        type switch
        {
            GoType.Any or GoType.Reflect or GoType.Object => true,
            GoType.String => data is string,
            GoType.Bool => data is bool,
            GoType.Int => data is nint,
            GoType.Int32 => data is int,
            GoType.Int64 => data is long,
            GoType.Float64 => data is double,
            GoType.List => data is ListValue { TypeName: GoTypeNames.List },
            GoType.StringList => data is ListValue { TypeName: GoTypeNames.StringList },
            GoType.Bytes => data is byte[],
            GoType.Map => data is MapValue { TypeName: GoTypeNames.Map or GoTypeNames.ChartValues },
            GoType.StringMap => data is MapValue { TypeName: GoTypeNames.StringMap },
            _ => data is GoObject value && value.TypeName == NameOf(type),
        };

    /// <summary>
    /// What nil becomes as an argument. Of Go's nil slices an empty one is made, which reads the same; a nil map stays nil, since writing
    /// to it fails.
    /// </summary>
    public static bool TryZero(GoType type, out Value zero)
    {
        zero = type switch
        {
            GoType.List => Value.Of(new ListValue()),
            GoType.StringList => Value.Of(new ListValue { TypeName = GoTypeNames.StringList }),
            GoType.Bytes => new Value(Array.Empty<byte>()),
            _ => Value.Nil,
        };
        return !zero.IsNil || type is GoType.Any or GoType.Reflect or GoType.Object or GoType.Map or GoType.StringMap;
    }
}

/// <summary>An untyped nil where a builtin must tell it from a nil interface.</summary>
internal sealed class UntypedNil
{
    private UntypedNil() { }

    public static UntypedNil Instance { get; } = new();
}
