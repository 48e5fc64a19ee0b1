namespace Wsm.Helm.Charts.Schema;

/// <param name="Problem">What does not fit, one line each, as helm prints it (<c>- at '/x': got string, want integer</c>), with a final
/// line break; null when all fits.</param>
/// <param name="Unchecked">Addresses of schemas on the network that were referred to. They are never fetched, and whatever they ask for is
/// taken as met.</param>
internal sealed record SchemaResult(string? Problem, IReadOnlyList<string> Unchecked);
