using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Where a chart prints an image and parses it again before it stands in a document, nobody knows any more which values it came
/// from. The values themselves tell: maps that hold its repository as text, and perhaps its registry and tag beside it.
/// </summary>
internal static class HiddenPieces
{
    /// <summary>One cut of the text for each map that may have made it.</summary>
    public static IEnumerable<IReadOnlyList<ImagePiece>> Of(string image, Value values) => Of(image, values, ValuePath.Root);

    private static IEnumerable<IReadOnlyList<ImagePiece>> Of(string image, Value value, ValuePath path)
    {
        switch (value.Data)
        {
            case MapValue map:
                if (Cut(image, map, path) is { } pieces)
                {
                    yield return pieces;
                }

                foreach (var key in map.SortedKeys())
                {
                    foreach (var below in Of(image, map[key], path.Child(key)))
                    {
                        yield return below;
                    }
                }

                break;
            case ListValue list:
                for (var index = 0; index < list.Count; index++)
                {
                    foreach (var below in Of(image, list[index], path.Child(index)))
                    {
                        yield return below;
                    }
                }

                break;
        }
    }

    /// <summary>Null when the map does not hold the image's name.</summary>
    private static List<ImagePiece>? Cut(string image, MapValue map, ValuePath path)
    {
        var name = NameEnd(image);
        var found = new SortedDictionary<int, (string Key, string Text)>();
        foreach (
            var (key, text) in map
                .Entries.Where(entry => entry.Value.Data is string { Length: > 0 })
                .Select(entry => (entry.Key, (string)entry.Value.Data!))
                .OrderByDescending(entry => entry.Item2.Length)
                .ThenBy(entry => entry.Key, StringComparer.Ordinal)
        )
        {
            if (
                Place(image, text) is { } at
                && found.All(other => at + text.Length <= other.Key || at >= other.Key + other.Value.Text.Length)
            )
            {
                found[at] = (key, text);
            }
        }

        if (!found.Any(piece => piece.Key < name && piece.Key + piece.Value.Text.Length >= name))
        {
            return null;
        }

        var pieces = new List<ImagePiece>();
        var from = 0;
        foreach (var (at, (key, text)) in found)
        {
            if (at > from)
            {
                pieces.Add(new ImagePiece(image[from..at], null, "", 0));
            }

            pieces.Add(new ImagePiece(text, path.Child(key), text, 0) { IsGuess = true });
            from = at + text.Length;
        }

        if (from < image.Length)
        {
            pieces.Add(new ImagePiece(image[from..], null, "", 0));
        }

        return pieces;
    }

    /// <summary>Where the text stands between the separators of a reference.</summary>
    private static int? Place(string image, string text)
    {
        for (var at = image.IndexOf(text, StringComparison.Ordinal); at >= 0; at = image.IndexOf(text, at + 1, StringComparison.Ordinal))
        {
            var end = at + text.Length;
            if ((at == 0 || image[at - 1] is '/' or ':' or '@') && (end == image.Length || image[end] is '/' or ':' or '@'))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Where the repository ends and a tag or digest begins.</summary>
    private static int NameEnd(string image)
    {
        var digest = image.IndexOf('@');
        var end = digest < 0 ? image.Length : digest;
        var tag = image.LastIndexOf(':', end - 1);
        return tag > image.LastIndexOf('/', end - 1) ? tag : end;
    }
}
