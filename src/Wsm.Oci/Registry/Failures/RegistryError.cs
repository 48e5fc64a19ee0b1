using System.Text.Json;
using Wsm.Oci.References;

namespace Wsm.Oci.Registry.Failures;

/// <summary>One entry of a registry's error document.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes</remarks>
internal sealed record RegistryError(string Code, string Message)
{
    /// <summary>A registry of files tells that its disk is full only in the detail, as an error of its system (28 is ENOSPC).</summary>
    public const string NoSpace = "no space left on the registry's storage";

    private const int LongestMessage = 300;
    private const int MostEntries = 5;

    /// <summary>Where token servers and proxies put their words: OAuth, problem details (RFC 9457), Kubernetes, Quay, GitLab.</summary>
    private static readonly string[] OtherNames = ["details", "detail", "message", "error_description", "error_message", "error", "title"];

    /// <summary>What a JSON document says; empty where it says nothing that is known.</summary>
    public static IReadOnlyList<RegistryError> Read(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (document.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
        {
            return [.. errors.EnumerateArray().Take(MostEntries).Select(ReadEntry).OfType<RegistryError>()];
        }

        if (document.TryGetProperty("error", out var only) && only.ValueKind == JsonValueKind.Object)
        {
            return ReadEntry(only) is { } entry ? [entry] : [];
        }

        var message = OtherNames.Select(name => Text(document, name)).FirstOrDefault(text => text.Length > 0);
        return message is null ? [] : [new RegistryError("", message)];
    }

    /// <summary>Words that are no JSON.</summary>
    public static IReadOnlyList<RegistryError> OfWords(string words) =>
        Clean(words) is { Length: > 0 } plain ? [new RegistryError("", plain)] : [];

    public override string ToString() =>
        (Message, Code) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{Message} ({Code})",
            ({ Length: > 0 }, _) => Message,
            _ => Code,
        };

    private static RegistryError? ReadEntry(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
        {
            return new RegistryError("", Clean(error.GetString()!));
        }

        if (error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var detail = error.TryGetProperty("detail", out var value) ? value.GetRawText() : "";
        var isFull = detail.Contains("\"Err\":28", StringComparison.Ordinal) || detail.Contains("no space left", StringComparison.Ordinal);
        return new RegistryError(Text(error, "code"), isFull ? NoSpace : Join(Text(error, "message"), Text(error, "detail")));
    }

    /// <summary>Some registries say what is wrong only in the detail, beside a message that is the same for every refusal.</summary>
    private static string Join(string message, string detail) =>
        detail.Length == 0 || message.Contains(detail, StringComparison.OrdinalIgnoreCase) ? message
        : message.Length == 0 ? detail
        : $"{message}: {detail}";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : "";

    private static string Clean(string text) => Quoted.Plain(text.Trim(), LongestMessage);
}
