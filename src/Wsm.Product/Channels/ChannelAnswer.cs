using System.Text;
using System.Text.Json;
using Wsm.Helm.Versions;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Product.Channels;

/// <summary>A release as the channel names it: a chart and values. The bytes are kept as they came.</summary>
/// <param name="Values">The values as JSON text; null when there are none.</param>
public sealed record ChannelAnswer(ReadOnlyMemory<byte> Bytes, ChartRequest? Chart, string? Values)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 100 };

    /// <param name="source">Who gave the answer, for messages.</param>
    /// <exception cref="UserError">It is not JSON, or has not the shape of a release.</exception>
    public static ChannelAnswer Read(ReadOnlyMemory<byte> bytes, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(source, $"it is {Name(root)}, not an object with 'chart' and 'values'");
            }

            var chart = root.TryGetProperty("chart", out var written)
                ? ReadChart(written, source)
                : throw Wrong(source, "it names no chart");
            return new ChannelAnswer(bytes, chart, ReadValues(root, source));
        }
        catch (InvalidOperationException broken)
        {
            throw new UserError($"{source} gave text that is none: {broken.Message}", "Check the channel's address.", cause: broken);
        }
        catch (JsonException broken)
        {
            var place = $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}";
            throw new UserError(
                $"{source} did not give JSON ({place}): it begins with {Beginning(bytes)}.",
                "Check the channel's address; a proxy or a login page may have answered instead.",
                cause: broken
            );
        }
    }

    /// <summary>One of three shapes: a path, an OCI address, or a name in a repository.</summary>
    private static ChartRequest ReadChart(JsonElement chart, string source)
    {
        if (chart.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(source, $"'chart' is {Name(chart)}, not an object");
        }

        if (Text(chart, "path", source) is { } path)
        {
            return new LocalChart(Path.GetFullPath(path, "/"));
        }

        var url = Text(chart, "url", source) ?? throw Wrong(source, "'chart' has neither 'url' nor 'path'");
        var version = Text(chart, "version", source);
        if (version is not null && !VersionConstraint.TryParse(version, out _))
        {
            throw Wrong(source, $"'chart.version' is '{version}', which is not a version or a range of versions");
        }

        var name = Text(chart, "name", source);
        var request = url.StartsWith("oci://", StringComparison.Ordinal)
            ? ChartReference.FromOci(url, version, out var fault)
            : ChartReference.FromRepository(url, Checked(name, source), version ?? "*", out fault);
        return request switch
        {
            null => throw Wrong(source, $"'chart.url': {fault}"),
            RepositoryChart repository when Text(chart, "username", source) is { } user => repository with
            {
                Credential = new ChartCredential(user, Text(chart, "password", source) ?? ""),
            },
            _ => request,
        };
    }

    private static string Checked(string? name, string source) =>
        name switch
        {
            null => throw Wrong(source, "'chart' has a repository's 'url' and no 'name'"),
            _ when !ChartName.IsValid(name) => throw Wrong(source, "'chart.name' is not a chart name"),
            _ => name,
        };

    private static string? ReadValues(JsonElement root, string source) =>
        !root.TryGetProperty("values", out var values) || values.ValueKind == JsonValueKind.Null ? null
        : values.ValueKind == JsonValueKind.Object ? values.GetRawText()
        : throw Wrong(source, $"'values' is {Name(values)}, not an object");

    private static string? Text(JsonElement chart, string key, string source) =>
        !chart.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind != JsonValueKind.String ? throw Wrong(source, $"'chart.{key}' is {Name(value)}, not a text")
        : value.GetString() is { Length: > 0 } text ? text
        : null;

    private static UserError Wrong(string source, string problem) =>
        new($"{source} did not give a release: {problem}.", "Check the channel's address and the release's id.");

    private static string Name(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };

    private static string Beginning(ReadOnlyMemory<byte> bytes)
    {
        const int Shown = 40;
        if (bytes.IsEmpty)
        {
            return "nothing at all";
        }

        var text = Encoding.UTF8.GetString(bytes.Span[..Math.Min(Shown, bytes.Length)]);
        return $"'{string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))}'";
    }
}
