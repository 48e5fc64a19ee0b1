using System.Text;
using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;

namespace Wsm.Product.Artifacts;

/// <summary>
/// Names an image where no file named one: as far down as its path is there already, in the first file that knows most of it, since what
/// a later file says of a section is not read where an earlier one has it.
/// </summary>
internal static class DefaultEdit
{
    private const int Step = 2;

    public static IReadOnlyList<ArtifactFile> Add(IReadOnlyList<ArtifactDocument> documents, string path, ImageReference image)
    {
        var keys = path.Split('.');
        var (document, map, depth) = documents.Select(document => Deepest(document, keys)).MaxBy(place => place.Depth);
        var text = new TextEdits(document.File.Text);
        if (map.Entries.Count == 0 || map.IsFlow)
        {
            // What is written in braces has no lines to put one between.
            text.Insert(OpeningOf(text.Text, map) + 1, Flow(keys[depth..], image, map.Entries.Count > 0));
        }
        else
        {
            var first = map.Entries[0].Key;
            text.Insert(text.StartOfLine(first.Extent.Start.Value), Block(keys[depth..], image, (int)first.Place.Column - 1, text.LineEnd));
        }

        var changed = document.File with { Text = text.Apply() };
        return [.. documents.Select(other => other == document ? changed : other.File)];
    }

    private static (ArtifactDocument Document, MapNode Map, int Depth) Deepest(ArtifactDocument document, string[] keys)
    {
        var map = document.Root as MapNode ?? new MapNode(document.Root.Place, []);
        var depth = 0;
        while (depth < keys.Length - 1 && map.Entries.FirstOrDefault(entry => entry.Key.Text == keys[depth]).Value is MapNode { } inner)
        {
            map = inner;
            depth++;
        }

        return (document, map, depth);
    }

    private static int OpeningOf(string text, MapNode map)
    {
        var lines = 1;
        var at = 0;
        while (lines < map.Place.Line)
        {
            at = text.IndexOf('\n', at) + 1;
            lines++;
        }

        return at + (int)map.Place.Column - 1;
    }

    private static string Block(string[] keys, ImageReference image, int indent, string lineEnd)
    {
        var made = new StringBuilder();
        foreach (var key in keys)
        {
            made.Append(' ', indent).Append(key).Append(':').Append(lineEnd);
            indent += Step;
        }

        foreach (var (key, value) in Parts(image))
        {
            made.Append(' ', indent).Append(key).Append(": ").Append(value).Append(lineEnd);
        }

        return made.ToString();
    }

    private static string Flow(string[] keys, ImageReference image, bool more) =>
        string.Concat(keys.Select(key => $"{key}: {{"))
        + string.Join(", ", Parts(image).Select(part => $"{part.Key}: {part.Value}"))
        + new string('}', keys.Length)
        + (more ? ", " : "");

    private static IEnumerable<(string Key, string Value)> Parts(ImageReference image)
    {
        yield return ("registry", image.Registry);
        yield return ("repository", image.Repository);
        if (image.Tag is { } tag)
        {
            yield return ("tag", $"\"{tag}\"");
        }

        if (image.Digest is { } digest)
        {
            yield return ("digest", digest.ToString());
        }
    }
}
