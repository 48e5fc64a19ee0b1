using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data;

/// <summary>
/// One value as a Go template sees it, and what it was made from. <see cref="Data"/> is one of:
/// <list type="bullet">
/// <item>null: Go's nil</item>
/// <item><see cref="bool"/>, <see cref="string"/>, <see cref="double"/> (float64), <see cref="System.Numerics.Complex"/>
/// (complex128)</item>
/// <item><see cref="nint"/>: Go's <c>int</c>, the machine's word; <see cref="long"/>: int64; <see cref="int"/>: int32; also sbyte/short and
/// the unsigned byte, ushort, uint, ulong, nuint</item>
/// <item><see cref="MapValue"/>, <see cref="ListValue"/>: reference semantics, as in Go</item>
/// <item>byte[]: []byte</item>
/// <item><see cref="GoObject"/>: anything with fields or methods of its own (.Files, a time, a semantic version …)</item>
/// </list>
/// </summary>
public readonly struct Value(object? data, Trace? trace = null)
{
    private static readonly object BoxedTrue = true;
    private static readonly object BoxedFalse = false;

    public static Value Nil => default;

    public object? Data { get; } = data;

    public Trace? Trace { get; } = trace;

    public bool IsNil => Data is null;

    public static Value Of(bool value, Trace? trace = null) => new(value ? BoxedTrue : BoxedFalse, trace);

    public static Value Of(string value, Trace? trace = null) => new(value, trace);

    public static Value Of(double value, Trace? trace = null) => new(value, trace);

    /// <summary>Go's <c>int64</c>.</summary>
    public static Value Of(long value, Trace? trace = null) => new(value, trace);

    /// <summary>Go's <c>int</c>: what literals and <c>len</c> are.</summary>
    public static Value OfInt(long value, Trace? trace = null) => new((nint)value, trace);

    public static Value Of(MapValue value) => new(value, value.Origin);

    public static Value Of(ListValue value) => new(value, value.Origin);

    public Value WithTrace(Trace? trace) => new(Data, trace);

    public override string ToString() => Data?.ToString() ?? "<nil>";
}
