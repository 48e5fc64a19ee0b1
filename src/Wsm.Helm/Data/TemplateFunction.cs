namespace Wsm.Helm.Data;

/// <summary>
/// A function that a template may call. The parameters' types are checked by the evaluator as Go does before the body runs
/// (<c>wrong type for value; expected string; got float64</c>), so a body may cast.
/// </summary>
/// <param name="Name">As templates write it.</param>
/// <param name="Parameters">The Go types; the last one is the element type when <paramref name="Variadic"/>.</param>
/// <param name="Body">Gets the checked arguments. Throws <see cref="FunctionException"/> for what Go returns as error.</param>
public sealed record TemplateFunction(string Name, IReadOnlyList<GoType> Parameters, bool Variadic, TemplateFunctionBody Body);

public delegate Value TemplateFunctionBody(ITemplateRuntime runtime, Value[] arguments);

/// <summary>The parameter types that functions of templates declare.</summary>
public enum GoType
{
    /// <summary><c>interface{}</c>: anything, nil too.</summary>
    Any,

    /// <summary><c>reflect.Value</c>: anything; used by Go's own builtins, and a missing value is an error for them.</summary>
    Reflect,
    String,
    Bool,
    Int,
    Int32,
    Int64,
    Float64,

    /// <summary><c>[]interface{}</c></summary>
    List,

    /// <summary><c>[]string</c></summary>
    StringList,

    /// <summary><c>[]byte</c></summary>
    Bytes,

    /// <summary><c>map[string]interface{}</c></summary>
    Map,

    /// <summary><c>map[string]string</c></summary>
    StringMap,

    /// <summary><c>time.Time</c></summary>
    Time,

    /// <summary><c>time.Duration</c></summary>
    Duration,

    /// <summary>Some <see cref="GoObject"/> that the body itself checks.</summary>
    Object,
}
