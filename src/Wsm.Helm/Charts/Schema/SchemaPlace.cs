using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>A schema, and where it is.</summary>
/// <param name="Node">Null for a schema that is true or false.</param>
/// <param name="Home">The address of the innermost schema with an address of its own that it is a part of.</param>
/// <param name="Pointer">From the document's root, as a JSON pointer.</param>
internal sealed record SchemaPlace(Value Schema, SchemaNode? Node, string Home, string Pointer);
