using Wsm.Helm.Data;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Candidates;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Fields;

/// <summary>Reads the images of one resource at the places that the rows of its kind name.</summary>
internal sealed class ResourceFieldReader(DocumentText document, Value resource, string top)
{
    public IEnumerable<FieldImage> Images(ImageFieldRow row) =>
        Starts(row).SelectMany(start => row.Fields.SelectMany(field => Images(field, start.Node, start.Field)));

    /// <summary>Places of which it is known that no image stands there.</summary>
    public IEnumerable<(Value Node, string Field)> NotImages(ImageFieldRow row) =>
        Starts(row).SelectMany(start => row.NotImages.SelectMany(path => FieldPath.Find(start.Node, start.Field, path)));

    private IEnumerable<(Value Node, string Field)> Starts(ImageFieldRow row) =>
        row.Under.Count == 0 ? [(resource, top)] : row.Under.SelectMany(path => FieldPath.Find(resource, top, path));

    private IEnumerable<FieldImage> Images(ImageField field, Value start, string place)
    {
        foreach (var (node, at) in FieldPath.Find(start, place, field.Path))
        {
            var map = node.Data as MapValue;
            var beside = map ?? Beside(field, start, place, at);
            if ((map is not null && FieldPath.IsOff(map)) || !Holds(field, beside))
            {
                continue;
            }

            var images = field.Form switch
            {
                ImageForm.Reference or ImageForm.Url when node.Data is string text => Texts(field, text, node, at),
                ImageForm.Parts when map is not null => [Parts(field, node, at)],
                ImageForm.Pattern when map is not null => field.Patterns.Select(pattern => Pattern(field, pattern, node, at)),
                // What stands there is data again, and read as such.
                _ => [],
            };
            foreach (var image in images.OfType<FieldImage>())
            {
                yield return image;
            }
        }
    }

    /// <summary>The mapping that a text stands in.</summary>
    private static MapValue? Beside(ImageField field, Value start, string place, string at) =>
        FieldPath
            .Find(start, place, [.. field.Path.SkipLast(1)])
            .Where(parent => at.StartsWith(parent.Field, StringComparison.Ordinal))
            .Select(parent => parent.Node.Data)
            .OfType<MapValue>()
            .LastOrDefault();

    private bool Holds(ImageField field, MapValue? map) =>
        field.When.All(condition => map is not null && TextOf(map, condition.Key)?.Text == condition.Value)
        && field.Unless.All(key => map is null || TextOf(map, key) is not { Text.Length: > 0 });

    private IEnumerable<FieldImage?> Texts(ImageField field, string text, Value node, string at)
    {
        var number = 0;
        for (var from = 0; from <= text.Length; number++)
        {
            var end = field.Separator is { } separator ? text.IndexOf(separator, from, StringComparison.Ordinal) : -1;
            end = end < 0 ? text.Length : end;
            yield return OneText(field, text[from..end], from, node, number == 0 ? at : $"{at}#{number + 1}");
            from = end + (field.Separator?.Length ?? 1);
        }
    }

    private FieldImage? OneText(ImageField field, string text, int from, Value node, string at)
    {
        if (field.After is { } after && text.LastIndexOf(after, StringComparison.Ordinal) is >= 0 and var last)
        {
            from += last + after.Length;
            text = text[(last + after.Length)..];
        }

        var written = text.Trim();
        if (written.Length == 0)
        {
            return null;
        }

        var scheme = written.IndexOf("://", StringComparison.Ordinal);
        if (field.Form == ImageForm.Url && scheme < 0 && !field.Bare)
        {
            // It may be one all the same, and is judged like any other text.
            return null;
        }

        if (field.Form == ImageForm.Url && scheme >= 0 && !field.Schemes.Contains(written[..scheme]))
        {
            // An address of another kind is no image, and no part of it is one.
            return new FieldImage(at, new Joined(), [at], IsWhole: false, field.Certain);
        }

        var joined = new Joined();
        var isTagAlone = field.TagOf is not null && written.AsSpan().IndexOfAny(":/@") < 0;
        if (isTagAlone)
        {
            joined.AddLiteral($"{field.TagOf}:");
        }

        joined.Add("", new TextEntry("", text, new TextPlace(document, node, from)));
        return new FieldImage(at, joined, [at], IsWhole: true, field.Certain || (field.TagOf is not null && !isTagAlone))
        {
            Node = node,
            IsWritten = !isTagAlone,
        };
    }

    private FieldImage? Parts(ImageField field, Value node, string at)
    {
        var used = new List<string>();
        var (registry, repository, name) = (Part(field.Registry), Part(field.Repository), Part(field.Name));
        var (tag, digest) = (Part(field.Tag), Part(field.Digest));
        if ((repository ?? name) is not { } head)
        {
            return null;
        }

        var last = name ?? repository!.Value;
        var isTagged = PartJoiner.HasTag(last.Text);
        var joined = new Joined();
        foreach (var part in (TextEntry?[])[registry, repository, name])
        {
            // A part that is a whole name by itself needs nothing before it.
            if (part is { } text && PartJoiner.HasHost(text.Text) && joined.Text.Length > 0)
            {
                joined = new Joined();
            }

            joined.Add(joined.Text.Length == 0 ? "" : "/", part);
        }

        if (!isTagged && digest is { Text: var sum })
        {
            joined.Add(sum.Contains(':') ? "@" : "@sha256:", digest);
        }
        else if (!isTagged)
        {
            joined.Add(tag is { Text: var version } && version.StartsWith("sha256:", StringComparison.Ordinal) ? "@" : ":", tag);
        }

        joined.WithPlusAs(field.Plus);
        if (field.Suffix is { } suffix && !isTagged && tag is { Text: var bare } && !bare.Contains(field.SuffixUnless ?? suffix))
        {
            joined.AddLiteral(suffix);
        }

        var lacks =
            (Lacks(field.Registry, registry) && !PartJoiner.HasHost(head.Text))
            || (Lacks(field.Repository, repository) && !PartJoiner.HasHost(last.Text))
            || Lacks(field.Name, name);
        var isVersioned =
            isTagged
            || tag is not null
            || digest is not null
            || (field.Tag.Count == 0 && field.Digest.Count == 0)
            || field.Tag.All(field.Optional.Contains);
        var isPinned = digest is not null || tag is { Text: var pin } && pin.StartsWith("sha256:", StringComparison.Ordinal);
        return new FieldImage(at, joined, used, !lacks && isVersioned && (field.Appended is null || isPinned), field.Certain)
        {
            IsWritten = true,
        };

        bool Lacks(IReadOnlyList<string> keys, TextEntry? part) => keys.Count > 0 && part is null && !keys.All(field.Optional.Contains);

        TextEntry? Part(IReadOnlyList<string> keys)
        {
            foreach (var key in keys)
            {
                if (Find(node, at, key) is { Entry.Text.Length: > 0 } found)
                {
                    used.Add(found.Field);
                    return found.Entry;
                }
            }

            return null;
        }
    }

    private FieldImage? Pattern(ImageField field, string pattern, Value node, string at)
    {
        var joined = new Joined();
        var used = new List<string>();
        for (var from = 0; from < pattern.Length; )
        {
            var open = pattern.IndexOf('{', from);
            var close = open < 0 ? -1 : pattern.IndexOf('}', open);
            if (close < 0)
            {
                joined.AddLiteral(pattern[from..]);
                break;
            }

            joined.AddLiteral(pattern[from..open]);
            var keys = pattern[(open + 1)..close].Split('|');
            var found = keys.Select(key => Find(node, at, key)).FirstOrDefault(part => part.Entry.Text is { Length: > 0 });
            if (found.Entry.Text is { Length: > 0 })
            {
                used.Add(found.Field);
                joined.Add("", found.Entry);
            }
            else if (!keys.All(field.Optional.Contains))
            {
                return null;
            }

            from = close + 1;
        }

        return new FieldImage(at, joined.WithPlusAs(field.Plus), used, IsWhole: true, field.Certain);
    }

    private TextEntry? TextOf(MapValue map, string key) =>
        Find(new Value(map), "", key) is { Entry.Text: not null } found ? found.Entry : null;

    private (TextEntry Entry, string Field) Find(Value node, string at, string key)
    {
        var (from, start, rest) = key.StartsWith("$.", StringComparison.Ordinal) ? (resource, top, key[2..]) : (node, at, key);
        var (value, field) = FieldPath.Find(from, start, rest.Split('.')).FirstOrDefault();
        return CandidateScan.ScalarText(value) is { } text ? (new TextEntry(key, text, new TextPlace(document, value, 0)), field) : default;
    }
}
