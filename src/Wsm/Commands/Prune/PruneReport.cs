using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Product.Wording;

namespace Wsm.Commands.Prune;

/// <summary>What a prune removed, or would remove; <c>-o json</c> prints it.</summary>
/// <param name="Folder">What was pruned.</param>
/// <param name="DryRun">Nothing was removed.</param>
/// <param name="Removed">Sorted by name.</param>
/// <param name="Left">What does not belong there and is not of wsm's own kind.</param>
/// <param name="Failed">What should have been removed, and why it could not be.</param>
internal sealed record PruneReport(
    string Folder,
    bool DryRun,
    IReadOnlyList<PrunedFile> Removed,
    IReadOnlyList<string> Left,
    IReadOnlyList<string> Failed
)
{
    private static readonly PruneJson Json = new(ReadableJson.Like(PruneJson.Default.Options));

    public long Bytes => Removed.Sum(file => file.Bytes);

    public string ToJson() => JsonSerializer.Serialize(this, Json.PruneReport);
}

/// <param name="File">Relative to the folder, with forward slashes.</param>
/// <param name="Reason">A few words.</param>
internal sealed record PrunedFile(string File, long Bytes, string Reason);

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PruneReport))]
internal sealed partial class PruneJson : JsonSerializerContext;
