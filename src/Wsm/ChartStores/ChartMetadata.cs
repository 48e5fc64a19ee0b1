using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Wsm.ChartStores;

/// <summary>What a <c>Chart.yaml</c> says, in the fields and the order in which Helm writes them into registries and indexes.</summary>
/// <remarks>https://helm.sh/docs/topics/charts/#the-chartyaml-file</remarks>
public sealed class ChartMetadata
{
    private ChartMetadata(JsonObject document)
    {
        Document = document;
        Name = Required(document, "name");
        Version = Required(document, "version");
        if (!IsSafe(Name) || !IsSafe(Version))
            throw new InvalidDataException($"the chart's name '{Name}' or version '{Version}' holds characters that no file name may have");
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>Every known field that is set; unknown ones are left out, as Helm does.</summary>
    public JsonObject Document { get; }

    /// <summary>The version as a registry tag, where no '+' may stand.</summary>
    public string Tag => Version.Replace('+', '_');

    /// <exception cref="InvalidDataException">It is malformed, or has no name or version.</exception>
    public static ChartMetadata Parse(ReadOnlySpan<byte> yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(Encoding.UTF8.GetString(yaml)));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"the chart's Chart.yaml is malformed at line {e.Start.Line}: {e.Message}", e);
        }
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            throw new InvalidDataException("the chart's Chart.yaml is not a mapping");
        return new ChartMetadata(ChartFields.Read(root));
    }

    public string? Text(string field) => Document[field]?.GetValue<string>();

    /// <summary>The JSON of the configuration blob of a chart in a registry.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Document.WriteTo(json);
        return buffer.ToArray();
    }

    private static string Required(JsonObject document, string field) =>
        document[field]?.GetValue<string>() is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"the chart's Chart.yaml has no {field}");

    private static bool IsSafe(string text) =>
        text.Length <= 128 && text[0] is not ('.' or '-') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+');
}
