using System.Text;

namespace Wsm.Peers;

/// <summary>A request that a <see cref="FaultServer"/> received, with its whole body.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="Query">Without the question mark; empty when there is none.</param>
/// <param name="Attempt">How often this method and path was asked for so far, from 1.</param>
public sealed record FaultRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    int Attempt
)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public string BodyText => Encoding.UTF8.GetString(Body);

    public override string ToString() => $"{Method} {Path}{(Query.Length > 0 ? "?" + Query : "")}";
}
