namespace Wsm.Helm.Charts.Schema;

/// <summary>What a reference names.</summary>
/// <param name="Document">Where it is.</param>
/// <param name="Fragment">The anchor or JSON pointer that was written; may be empty.</param>
internal sealed record SchemaTarget(SchemaDocument Document, SchemaPlace Place, string Fragment);
