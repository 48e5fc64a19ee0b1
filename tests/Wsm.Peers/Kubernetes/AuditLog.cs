using System.Text.Json.Nodes;

namespace Wsm.Peers.Kubernetes;

/// <summary>What the API server writes down about each request when it has answered it.</summary>
public sealed class AuditLog
{
    private readonly string _file;

    internal AuditLog(string file) => _file = file;

    /// <summary>The requests of one program so far, in order.</summary>
    /// <param name="agent">How its <c>User-Agent</c> begins: <c>wsm/</c>, <c>Helm/</c>, <c>kubectl/</c>.</param>
    /// <param name="space">Only those for this namespace; null for all.</param>
    /// <param name="started">Those that have only been begun to be answered: watches that run.</param>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(string agent, string? space = null, bool started = false)
    {
        var file = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using (file.ConfigureAwait(false))
        {
            using var reader = new StreamReader(file);
            var text = await reader.ReadToEndAsync().ConfigureAwait(false);

            // A last line without its end is still being written.
            return
            [
                .. text[..(text.LastIndexOf('\n') + 1)]
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonNode.Parse(line)!)
                    .Where(entry => (string?)entry["stage"] == (started ? "ResponseStarted" : "ResponseComplete"))
                    .Select(entry => new AuditEntry(
                        (string?)entry["verb"] ?? "",
                        (string?)entry["requestURI"] ?? "",
                        (string?)entry["objectRef"]?["namespace"],
                        (string?)entry["user"]?["username"] ?? "",
                        (string?)entry["userAgent"] ?? "",
                        (int?)entry["responseStatus"]?["code"] ?? 0
                    ))
                    .Where(entry =>
                        entry.Agent.StartsWith(agent, StringComparison.OrdinalIgnoreCase) && (space is null || entry.Namespace == space)
                    ),
            ];
        }
    }
}

/// <param name="Verb">The API's word: <c>get</c>, <c>list</c>, <c>watch</c>, <c>patch</c>, <c>create</c>, <c>delete</c>.</param>
/// <param name="Path">With its query.</param>
public sealed record AuditEntry(string Verb, string Path, string? Namespace, string User, string Agent, int Status)
{
    public override string ToString() => $"{Verb} {Path}";
}
