namespace Wsm.Helm.Charts.Schema;

/// <summary>
/// A schema that is none: no JSON, an unknown type, a pattern that does not compile, a reference to a place that it does not have.
/// </summary>
internal sealed class SchemaException : Exception
{
    public SchemaException(string message)
        : base(message) { }

    public SchemaException(string message, Exception inner)
        : base(message, inner) { }
}
