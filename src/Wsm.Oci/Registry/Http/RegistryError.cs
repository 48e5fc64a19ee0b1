using System.Text;
using System.Text.Json;

namespace Wsm.Oci.Registry.Http;

/// <summary>One entry of a registry's error document.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes</remarks>
internal sealed record RegistryError(string Code, string Message)
{
    private const int LongestMessage = 300;

    /// <summary>Where token servers and proxies put their words.</summary>
    private static readonly string[] OtherNames = ["details", "message", "error_description", "error"];

    public static IReadOnlyList<RegistryError> Parse(byte[] body, string? mediaType)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return [];
            if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
            {
                return [.. errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).Take(5).Select(Read)];
            }

            var message = OtherNames.Select(name => Text(root, name)).FirstOrDefault(text => text.Length > 0);
            return message is null ? [] : [new RegistryError("", message)];
        }
        catch (JsonException)
        {
            var plain = mediaType == "text/plain" ? Clean(Encoding.UTF8.GetString(body)) : "";
            return plain.Length > 0 ? [new RegistryError("", plain)] : [];
        }
    }

    /// <summary>A registry of files tells that its disk is full only in the detail, as an error of its system (28 is ENOSPC).</summary>
    public const string NoSpace = "no space left on the registry's storage";

    public override string ToString() =>
        (Message, Code) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{Message} ({Code})",
            ({ Length: > 0 }, _) => Message,
            _ => Code,
        };

    private static RegistryError Read(JsonElement error)
    {
        var detail = error.TryGetProperty("detail", out var value) ? value.GetRawText() : "";
        var isFull = detail.Contains("\"Err\":28", StringComparison.Ordinal) || detail.Contains("no space left", StringComparison.Ordinal);
        return new RegistryError(Text(error, "code"), isFull ? NoSpace : Text(error, "message"));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : "";

    /// <summary>A server's words on one line, without what could drive a terminal.</summary>
    private static string Clean(string text)
    {
        var line = string.Concat(text.Trim().Take(LongestMessage).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > LongestMessage ? line + "…" : line;
    }
}
