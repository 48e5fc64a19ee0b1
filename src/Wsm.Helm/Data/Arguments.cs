using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data;

/// <summary>Reads arguments whose Go types the evaluator has checked.</summary>
internal static class Arguments
{
    public static string Text(this Value[] arguments, int index) => (string)arguments[index].Data!;

    public static long Int(this Value[] arguments, int index) =>
        arguments[index].Data switch
        {
            nint number => number,
            long number => number,
            int number => number,
            var other => throw new FunctionException($"wrong type for value; expected int; got {GoTypes.NameOf(other)}"),
        };

    public static bool Bool(this Value[] arguments, int index) => (bool)arguments[index].Data!;

    /// <summary>Null for Go's nil map, which reads as an empty one.</summary>
    public static MapValue? Map(this Value[] arguments, int index) => (MapValue?)arguments[index].Data;

    /// <summary>What all the arguments were made from, for a result that is computed from them.</summary>
    public static Trace? Traces(this Value[] arguments, int from = 0)
    {
        Trace? union = null;
        for (var i = from; i < arguments.Length; i++)
        {
            union = Trace.Union(union, arguments[i].Trace);
        }

        return Trace.Derived(union);
    }
}
