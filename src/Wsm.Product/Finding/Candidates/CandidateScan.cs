using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>
/// Looks through data of any shape and the text in it, which may be data again: variables, arguments, scripts, configuration files.
/// </summary>
/// <param name="text">Judges single words.</param>
/// <param name="isSpokenFor">Whether the field is known for what it is.</param>
internal sealed class CandidateScan(ReferenceText text, Func<string, bool> isSpokenFor)
{
    private const int Deepest = 4;
    private const int LargestText = 2 * 1024 * 1024;

    private readonly Dictionary<string, ImageKey> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);

    public List<FoundCandidate> Found { get; } = [];

    public List<IncompleteCandidate> Incomplete { get; } = [];

    /// <param name="key">The key that the node stands under.</param>
    public void Walk(Value node, DocumentText document, string field, string key) =>
        Walk(node, field, key, new ScanContext(document, null, false, 0));

    /// <summary>The texts of one mapping: joined first, then one by one.</summary>
    public void WalkEntries(IReadOnlyList<TextEntry> entries, DocumentText document, Func<string, string> fieldOf) =>
        Group(entries, [.. entries.Select(entry => fieldOf(entry.Key))], new ScanContext(document, null, false, 0));

    public ImageKey KeyOf(string key)
    {
        if (!_keys.TryGetValue(key, out var known))
        {
            _keys[key] = known = ImageKey.Of(key);
        }

        return known;
    }

    private void Walk(Value node, string field, string key, ScanContext context)
    {
        switch (node.Data)
        {
            case MapValue map:
                WalkMap(map, field, context);
                break;
            case ListValue list:
                WalkList(list, field, key, context);
                break;
        }
    }

    private void WalkMap(MapValue map, string field, ScanContext context)
    {
        if (IsOff(map) || map["kind"].Data is "CustomResourceDefinition")
        {
            return;
        }

        var here = context with { Around = new Surroundings(map, context.Document, context.Around, KeyOf) };
        var entries = new List<TextEntry>();
        foreach (var (key, value) in map.Entries)
        {
            if (ScalarText(value) is { } written && !isSpokenFor(At(field, key)))
            {
                entries.Add(new TextEntry(key, written, new TextPlace(context.Document, value, 0)));
            }
        }

        Group(entries, [.. entries.Select(entry => At(field, entry.Key))], here with { IsMapping = true });
        foreach (var (key, value) in map.Entries)
        {
            if (value.Data is not (MapValue or ListValue) || KeyOf(key).IsNoBlock)
            {
                continue;
            }

            var below = here with
            {
                BelowImage = context.BelowImage || KeyOf(key).SaysImage,
                Elsewhere = context.Elsewhere || KeyOf(key).IsCode,
            };
            if (value.Data is ListValue words && (key.EndsWith("args", StringComparison.OrdinalIgnoreCase) || key is "command" or "cmd"))
            {
                Arguments(words, At(field, key), below);
            }
            else
            {
                Walk(value, At(field, key), key, below);
            }
        }
    }

    private void WalkList(ListValue list, string field, string key, ScanContext context)
    {
        if (IsVariables(list))
        {
            var fields = new List<string>();
            var entries = new List<TextEntry>();
            for (var at = 0; at < list.Count; at++)
            {
                var item = (MapValue)list[at].Data!;
                if (item["value"].Data is string written && !isSpokenFor($"{field}[{at}].value"))
                {
                    fields.Add($"{field}[{at}].value");
                    var entry = new TextEntry((string)item["name"].Data!, written, new TextPlace(context.Document, item["value"], 0));
                    entries.Add(Variables.Expand(entry, entries));
                }
            }

            Group(entries, fields, context);
            return;
        }

        for (var at = 0; at < list.Count; at++)
        {
            var place = $"{field}[{at}]";
            if (list[at].Data is string written)
            {
                if (!isSpokenFor(place))
                {
                    Single(new TextEntry(key, written, new TextPlace(context.Document, list[at], 0)), place, context);
                }
            }
            else
            {
                Walk(list[at], place, key, context);
            }
        }
    }

    /// <summary><c>[{name: A, value: x}, …]</c>: variables, or parameters of a chart.</summary>
    private static bool IsVariables(ListValue list) =>
        list.Count > 0
        && list.Items.TrueForAll(item => item.Data is MapValue { Count: <= 4 } map && map["name"].Data is string)
        && list.Items.Exists(item => ((MapValue)item.Data!)["value"].Data is string);

    private void Arguments(ListValue list, string field, ScanContext context)
    {
        var entries = new List<TextEntry>();
        var fields = new List<string>();
        var flag = "";
        for (var at = 0; at < list.Count; at++)
        {
            if (list[at].Data is not string word)
            {
                flag = "";
                continue;
            }

            var place = new TextPlace(context.Document, list[at], 0);
            var equals = word.IndexOf('=');
            if (word.AsSpan().IndexOfAny(" \n") >= 0 && !(word.StartsWith('-') && equals > 0))
            {
                Lines(word, place, $"{field}[{at}]", context);
                flag = "";
            }
            else if (word.StartsWith('-') && equals < 0)
            {
                flag = word.TrimStart('-');
            }
            else
            {
                var isFlag = equals > 0 && word.AsSpan(0, equals).IndexOfAny("/:@") < 0;
                entries.Add(
                    isFlag
                        ? new TextEntry(word[..equals].TrimStart('-'), word[(equals + 1)..], place.After(equals + 1))
                        : new TextEntry(flag, word, place)
                );
                fields.Add($"{field}[{at}]");
                flag = "";
            }
        }

        Group(entries, fields, context);
    }

    private void Lines(string written, TextPlace place, string field, ScanContext context)
    {
        foreach (var section in TextLines.Sections(written, place))
        {
            Group(
                section,
                [.. section.Select(entry => entry.Key.Length == 0 ? field : field + FieldNames.Within + entry.Key)],
                context with
                {
                    Depth = Deepest,
                }
            );
        }
    }

    private void Group(IReadOnlyList<TextEntry> entries, List<string> fields, ScanContext context)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var around = context.Around ?? new Surroundings(null, null, null, KeyOf);
        var parts = context.Elsewhere ? [] : new PartJoiner(KeyOf).Join(entries, around, context.BelowImage, context.IsMapping);
        foreach (var joined in parts)
        {
            var field = fields[IndexOf(entries, joined.First)];
            used.UnionWith(joined.Keys);
            if (joined is { Whole: { } whole, Reference: { } reference })
            {
                Add(
                    new FoundCandidate(
                        reference,
                        field,
                        whole.First ?? joined.First.Place,
                        whole.Runs,
                        joined.IsSure ? Confidence.High : Confidence.Low,
                        $"joined from {string.Join(", ", joined.Keys)}"
                    )
                );
            }
            else
            {
                Incomplete.Add(new IncompleteCandidate(field, joined.First.Place, joined.First.Text));
            }
        }

        var named = entries.Any(entry => entry.Key == "name" && KeyOf(entry.Text).Part == ImagePart.Image);
        for (var at = 0; at < entries.Count; at++)
        {
            if (!used.Contains(entries[at].Key) || entries[at].Key.Length == 0)
            {
                Single(entries[at], fields[at], named && entries[at].Key is not "name" ? context with { BelowImage = true } : context);
            }
        }
    }

    private static int IndexOf(IReadOnlyList<TextEntry> entries, TextEntry wanted)
    {
        for (var at = 0; at < entries.Count; at++)
        {
            if (entries[at].Key == wanted.Key && ReferenceEquals(entries[at].Text, wanted.Text))
            {
                return at;
            }
        }

        return 0;
    }

    private void Single(TextEntry entry, string field, ScanContext context)
    {
        var key = KeyOf(entry.Key);
        if (key.IsNoImage || entry.Text.Length is < 2 or > LargestText || entry.Key.EndsWith("example", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (context.Depth < Deepest && EmbeddedText.IsFile(entry.Text))
        {
            Nested(entry, field, context);
            return;
        }

        foreach (var found in text.Find(entry.Text, TextSenses.Of(entry, key, context)))
        {
            var isWhole = PartJoiner.HasTag(found.Reference.AsWritten);
            if (!isWhole && context.Around?.VersionNear() is not null)
            {
                // The version that stands around may well be its tag, and "latest" is surely not.
                Incomplete.Add(new IncompleteCandidate(field, entry.Place, entry.Text));
                continue;
            }

            Add(
                new FoundCandidate(
                    found.Reference,
                    field,
                    entry.Place,
                    entry.Place.After(found.Start).Runs(found.Reference.AsWritten.Length),
                    found.Confidence,
                    entry.Key.Length == 0 ? "named in the text" : $"named by {entry.Key}"
                )
            );
        }
    }

    private void Nested(TextEntry entry, string field, ScanContext context)
    {
        if (!EmbeddedText.MayName(entry.Text) || EmbeddedText.IsDashboard(entry.Text))
        {
            return;
        }

        if (NestedText.Documents(entry.Text, entry.Place) is not { } documents)
        {
            Lines(entry.Text, entry.Place, field, context);
            return;
        }

        foreach (var document in documents)
        {
            var below = new ScanContext(
                document,
                null,
                context.BelowImage || (KeyOf(entry.Key).SaysImage && Path.GetExtension(entry.Key).Length is 0 or > 6),
                context.Depth + 1
            );
            Walk(document.Root, field + FieldNames.Within, entry.Key, below);
        }
    }

    /// <summary>The text of a file.</summary>
    /// <param name="name">The file's.</param>
    public void WalkText(string name, string written)
    {
        var file = new DocumentText(written, null, asText: true);
        Single(new TextEntry(name, written, new TextPlace(file, file.Root, 0)), "", new ScanContext(file, null, false, 0));
    }

    /// <summary>A text in base64 under its key.</summary>
    public void WalkEncoded(string key, Value scalar, DocumentText document, string field)
    {
        if (scalar.Data is not string encoded || encoded.Length is 0 or > LargestText || EmbeddedText.Decode(encoded) is not { } decoded)
        {
            return;
        }

        // No stretch of what was encoded is a stretch of what stands there: the values of the whole have their part in every word.
        var runs = document.Runs(scalar, 0, encoded.Length);
        var origin = runs.Aggregate((Trace?)null, (all, run) => Trace.Union(all, run.Origin));
        var inner = new DocumentText(
            decoded,
            origin is null ? null : new TextTrace([new TextRun(0, decoded.Length, origin, -1, null)]),
            asText: true
        );
        Single(new TextEntry(key, decoded, new TextPlace(inner, inner.Root, 0)), field, new ScanContext(inner, null, false, 0));
    }

    private void Add(FoundCandidate candidate)
    {
        var field = candidate.Field;
        for (var number = 2; !_fields.Add(field); number++)
        {
            field = $"{candidate.Field}#{number}";
        }

        Found.Add(candidate with { Field = field });
    }

    private static bool IsOff(MapValue map) => map["enabled"].Data is false or "false";

    public static string? ScalarText(Value value) =>
        value.Data switch
        {
            string written => written,
            double number when Math.Abs(number) < 1e15 && Math.Floor(number) == number => $"{(long)number}",
            double or long => GoFormat.ToText(value),
            _ => null,
        };

    private static string At(string field, string key) => field.Length == 0 || field[^1] == ' ' ? field + key : $"{field}.{key}";
}
