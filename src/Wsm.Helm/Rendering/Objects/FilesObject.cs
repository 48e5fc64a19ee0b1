using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering.Globs;

namespace Wsm.Helm.Rendering.Objects;

/// <summary><c>.Files</c>: the files of a chart that are neither templates nor its description.</summary>
internal sealed class FilesObject : GoObject
{
    private readonly Dictionary<string, ChartFile> _files;
    private string? _printed;

    public FilesObject(IEnumerable<ChartFile> files)
    {
        _files = new Dictionary<string, ChartFile>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            _files[file.Name] = file;
        }
    }

    public override string TypeName => "engine.files";

    public override string Kind => "map";

    public override bool IsTrue => _files.Count > 0;

    public override bool TryGetField(string name, out Value value)
    {
        value = new Value(Bytes(name));
        return true;
    }

    public override TemplateFunction? Method(string name) =>
        name switch
        {
            "Get" => OfName(name, path => Value.Of(Text(path))),
            "GetBytes" => OfName(name, path => new Value(Bytes(path))),
            "Glob" => new TemplateFunction(name, [GoType.String], false, (runtime, arguments) =>
                new Value(Glob((string)arguments[0].Data!, runtime))
            ),
            "Lines" => OfName(name, path => Value.Of(ListValue.OfStrings(Lines(path)))),
            "AsConfig" => new TemplateFunction(name, [], false, (_, _) => ByBaseName(static file => file.Text)),
            "AsSecrets" => new TemplateFunction(name, [], false, (_, _) =>
                ByBaseName(static file => Convert.ToBase64String(file.Bytes.Span))
            ),
            _ => null,
        };

    /// <summary>Charts that print all that they know by mistake do so again and again, and files may be large.</summary>
    public override string ToString() => _printed ??= Print();

    public override Value ToData()
    {
        var map = new MapValue(_files.Count) { TypeName = "map[string][]uint8" };
        foreach (var file in Sorted())
        {
            map[file.Name] = new Value(file.Bytes.ToArray());
        }

        return Value.Of(map);
    }

    private static TemplateFunction OfName(string name, Func<string, Value> body) =>
        new(name, [GoType.String], false, (_, arguments) => body((string)arguments[0].Data!));

    private string Text(string path) => _files.TryGetValue(path, out var file) ? file.Text : "";

    private byte[] Bytes(string path) => _files.TryGetValue(path, out var file) ? file.Bytes.ToArray() : [];

    private FilesObject Glob(string pattern, ITemplateRuntime runtime)
    {
        var glob = new Glob(pattern);
        return new FilesObject(_files.Values.Where(file => glob.IsMatch(file.Name, runtime.Charge)));
    }

    private string[] Lines(string path)
    {
        var text = Text(path);
        if (text.Length == 0)
        {
            return [];
        }

        return (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }

    private Value ByBaseName(Func<ChartFile, string> content)
    {
        var map = new MapValue(_files.Count) { TypeName = GoTypeNames.StringMap };
        foreach (var file in Sorted())
        {
            map[file.Name[(file.Name.LastIndexOf('/') + 1)..]] = Value.Of(content(file));
        }

        var yaml = YamlWriter.Text(Value.Of(map));
        return Value.Of(yaml.EndsWith('\n') ? yaml[..^1] : yaml);
    }

    private string Print()
    {
        var text = new StringBuilder("map[");
        foreach (var file in Sorted())
        {
            text.Append(text.Length == "map[".Length ? "" : " ").Append(file.Name).Append(":[");
            var start = text.Length;
            foreach (var value in file.Bytes.Span)
            {
                text.Append(text.Length == start ? "" : " ").Append(value);
            }

            text.Append(']');
        }

        return text.Append(']').ToString();
    }

    private ChartFile[] Sorted()
    {
        var files = _files.Values.ToArray();
        Array.Sort(files, static (a, b) => GoStringOrder.Instance.Compare(a.Name, b.Name));
        return files;
    }
}
