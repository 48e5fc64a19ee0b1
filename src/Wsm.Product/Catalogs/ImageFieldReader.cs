using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Catalogs;

/// <summary>Reads the rows of <c>image-fields.yaml</c>, as strictly as a catalog.</summary>
public sealed class ImageFieldReader
{
    private readonly CatalogErrors _mistakes;

    internal ImageFieldReader(CatalogErrors mistakes) => _mistakes = mistakes;

    /// <param name="file">The file's name for messages.</param>
    /// <exception cref="UserError">The text has mistakes.</exception>
    public static IReadOnlyList<ImageFieldRow> Read(string text, string file)
    {
        var mistakes = new CatalogErrors();
        var reader = new ImageFieldReader(mistakes);
        var root = NodeReader.Read(text, mistakes);
        var rows = root is null ? null : Fields.Read(root, "the file", mistakes, reader.ReadFile);
        return rows is not null && !mistakes.Any ? rows : throw mistakes.ToError(file, "file of image fields");
    }

    internal IReadOnlyList<ImageFieldRow> ReadRows(IReadOnlyList<YamlNode> nodes) =>
        [.. nodes.Select(node => Fields.Read(node, "a kind", _mistakes, ReadRow)).OfType<ImageFieldRow>()];

    private IReadOnlyList<ImageFieldRow> ReadFile(Fields fields)
    {
        foreach (var (key, value) in ((string, string)[])[("apiVersion", "wsm/v1"), ("kind", "ImageFields")])
        {
            if (fields.RequiredText(key) is { } written && written != value)
            {
                _mistakes.Add(fields.PlaceOf(key), $"'{key}' must be {value}, not '{written}'");
            }
        }

        // These two are for people and for the pages; what they say is found by structure.
        _ = fields.List("annotations");
        _ = fields.List("placeholders");
        return ReadRows(fields.List("kinds"));
    }

    private ImageFieldRow? ReadRow(Fields fields)
    {
        var (groups, kinds) = (Required(fields, "group"), Required(fields, "kind"));
        _ = Texts(fields, "documented");
        return new ImageFieldRow
        {
            Groups = groups,
            Kinds = kinds,
            Under = [.. fields.List("under").Select(Path).OfType<IReadOnlyList<string>>()],
            Fields = [.. fields.List("fields").Select(ReadField).OfType<ImageField>()],
            NotImages = [.. fields.List("notImages").Select(ReadNotImage).OfType<IReadOnlyList<string>>()],
        };
    }

    private IReadOnlyList<string>? ReadNotImage(YamlNode node) => Fields.Read(node, "what is no image", _mistakes, fields =>
        {
            _ = fields.Text("reason");
            return fields.Take("path") is { } path ? Path(path) : null;
        });

    private ImageField? ReadField(YamlNode node) =>
        node is ScalarNode
            ? Path(node) is { } whole
                ? new ImageField { Path = whole }
                : null
            : Fields.Read(node, "a field", _mistakes, ReadField);

    private ImageField? ReadField(Fields fields)
    {
        var path = fields.Take("path") is { } node ? Path(node) : null;
        if (path is null)
        {
            _mistakes.Add(fields.Place, $"{fields.What} needs 'path'");
        }

        foreach (var key in (string[])["artifact", "chart", "note"])
        {
            _ = fields.Text(key);
        }

        return path is null
            ? null
            : new ImageField
            {
                Path = path,
                Form = ReadForm(fields),
                Registry = Texts(fields, "registry"),
                Repository = Texts(fields, "repository"),
                Name = Texts(fields, "name"),
                Tag = Texts(fields, "tag"),
                Digest = Texts(fields, "digest"),
                Patterns = Texts(fields, "patterns"),
                Schemes = Texts(fields, "schemes"),
                Bare = fields.Truth("bare") ?? false,
                TagOf = fields.Text("tagOf"),
                Separator = fields.Text("separator"),
                After = fields.Text("after"),
                Optional = Texts(fields, "optional"),
                Plus = fields.Text("plus"),
                Suffix = fields.Text("suffix"),
                SuffixUnless = fields.Text("suffixUnless"),
                Appended = fields.Text("appended"),
                When = ReadWhen(fields),
                Unless = Texts(fields, "unless"),
                Certain = fields.Truth("certain") ?? true,
            };
    }

    private ImageForm ReadForm(Fields fields)
    {
        var written = fields.Text("form") ?? "reference";
        if (written.All(char.IsAsciiLetter) && Enum.TryParse<ImageForm>(written, ignoreCase: true, out var form))
        {
            return form;
        }

        _mistakes.Add(fields.PlaceOf("form"), $"'form' must be reference, url, parts, pattern, values or manifest, not '{written}'");
        return ImageForm.Reference;
    }

    private static Dictionary<string, string> ReadWhen(Fields fields) =>
        fields.Map("when") is { } map
            ? map
                .Entries.Where(entry => entry.Value is ScalarNode)
                .ToDictionary(entry => entry.Key.Text, entry => ((ScalarNode)entry.Value).Text, StringComparer.Ordinal)
            : [];

    /// <summary>Keys joined by dots, or a list of them; a dot alone is the place itself.</summary>
    private IReadOnlyList<string>? Path(YamlNode node)
    {
        switch (node)
        {
            case ScalarNode { Text: "." }:
                return [];
            case ScalarNode { Text.Length: > 0 } scalar:
                return scalar.Text.Split('.');
            case YamlList list when list.Items.All(item => item is ScalarNode { Text.Length: > 0 }):
                return [.. list.Items.Select(item => ((ScalarNode)item).Text)];
            default:
                _mistakes.Add(node.Place, "a path is keys joined by dots, or a list of keys");
                return null;
        }
    }

    private IReadOnlyList<string> Required(Fields fields, string key)
    {
        var texts = Texts(fields, key);
        if (texts.Count == 0)
        {
            _mistakes.Add(fields.Place, $"{fields.What} needs '{key}'");
        }

        return texts;
    }

    /// <summary>One text, or a list of them.</summary>
    private IReadOnlyList<string> Texts(Fields fields, string key)
    {
        switch (fields.Take(key))
        {
            case null:
                return [];
            case ScalarNode { Text.Length: > 0 } scalar:
                return [scalar.Text];
            case YamlList list when list.Items.All(item => item is ScalarNode { Text.Length: > 0 }):
                return [.. list.Items.Select(item => ((ScalarNode)item).Text)];
            case { } other:
                _mistakes.Add(other.Place, $"'{key}' of {fields.What} must be a text or a list of texts");
                return [];
        }
    }
}
