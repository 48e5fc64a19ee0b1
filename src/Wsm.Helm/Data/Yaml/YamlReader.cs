namespace Wsm.Helm.Data.Yaml;

/// <summary>
/// YAML as helm reads it, which is sigs.k8s.io/yaml: YAML 1.1 by go-yaml v2, then JSON, then Go. So keys are strings, every number is a
/// float64, a repeated key's last value wins, and only the first document of the text is read.
/// </summary>
public static class YamlReader
{
    /// <summary>The first document; nil of an empty one.</summary>
    /// <exception cref="YamlException">The text is no YAML, or cannot be JSON.</exception>
    public static Value Read(string text, YamlReadOptions? options = null)
    {
        options ??= new YamlReadOptions();
        var root = new YamlParser(new YamlScanner(text, options.Trace is not null)).Parse();
        return root is null ? Value.Nil : new YamlDecoder(text, options).DecodeDocument(root);
    }

    /// <summary>A document that must be a mapping; a document of nothing is an empty one.</summary>
    public static MapValue ReadMap(string text, YamlReadOptions? options = null) =>
        Read(text, options).Data switch
        {
            MapValue map => map,
            null => new MapValue(),
            var other => throw Mismatch(other, GoTypeNames.Map),
        };

    /// <summary>A document that must be a sequence; a document of nothing is an empty one.</summary>
    public static ListValue ReadList(string text, YamlReadOptions? options = null) =>
        Read(text, options).Data switch
        {
            ListValue list => list,
            null => new ListValue(),
            var other => throw Mismatch(other, GoTypeNames.List),
        };

    private static YamlException Mismatch(object found, string wanted)
    {
        var kind = found switch
        {
            MapValue => "object",
            ListValue => "array",
            string => "string",
            bool => "bool",
            _ => "number",
        };
        return new YamlException(
            $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type {wanted}"
        );
    }
}
