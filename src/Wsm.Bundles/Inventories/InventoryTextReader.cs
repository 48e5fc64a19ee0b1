using Wsm.Bundles.Locks;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Inventories;

/// <summary>Reads what was scanned or typed in, and names each line that is not as it was printed.</summary>
internal static class InventoryTextReader
{
    /// <summary>Whether the text looks like one of these at all, mistakes or not.</summary>
    public static bool Knows(string text) =>
        text.Contains(InventoryText.Mark, StringComparison.OrdinalIgnoreCase)
        || LinesOf(text).Any(line => TextLine.Parse(line) is { IsRight: true });

    /// <param name="text">The lines in whatever order; empty ones and those that begin with # are passed over.</param>
    /// <param name="path">Where it was read, for messages.</param>
    /// <exception cref="UserError">A line is mistyped, missing or not of this inventory.</exception>
    public static Inventory Read(string text, string path)
    {
        var parsed = LinesOf(text).Select(line => (Text: line, Line: TextLine.Parse(line))).ToList();
        var mistakes = parsed
            .Where(pair => pair.Line is not { IsRight: true })
            .Select(pair =>
                pair.Line is { } line
                    ? $"line {line.Number} is mistyped: its check does not fit"
                    : $"'{pair.Text.Trim()}' does not begin with a line's number"
            )
            .ToList();
        var lines = parsed
            .Select(pair => pair.Line)
            .OfType<TextLine>()
            .Where(line => line.IsRight)
            .DistinctBy(line => line.Content)
            .OrderBy(line => line.Number)
            .ToList();
        mistakes.AddRange(
            lines
                .CountBy(line => line.Number)
                .Where(pair => pair.Value > 1)
                .Select(pair => $"there are two different lines {pair.Key}: they are of different inventories")
        );
        var seen = parsed.Select(pair => pair.Line?.Number ?? 0).ToHashSet();
        var last = lines.FirstOrDefault(line => line.Words[0] == InventoryText.End)?.Number;
        mistakes.AddRange(
            Enumerable
                .Range(1, last ?? seen.DefaultIfEmpty(0).Max())
                .Where(number => !seen.Contains(number))
                .Select(number => $"line {number} is missing")
        );
        if (last is null && mistakes.Count == 0)
        {
            mistakes.Add($"the last line, which begins with {InventoryText.End}, is missing");
        }

        if (mistakes.Count == 0)
        {
            mistakes.AddRange(Contradictions(lines));
        }

        return mistakes.Count == 0
            ? Make(lines)
            : throw new UserError(
                $"The inventory '{path}' is not as it was printed.",
                "Compare these lines with the page, and correct them.",
                FailureKind.Usage
            )
            {
                Details = mistakes,
            };
    }

    private static IEnumerable<string> Contradictions(List<TextLine> lines)
    {
        if (lines[0].Words is not [InventoryText.Mark, _, _, { Length: InventoryText.KeptCharacters }])
        {
            yield return $"line 1 does not begin with {InventoryText.Mark}";
        }
        else if (lines[0].Words[1] != InventoryText.Version)
        {
            yield return $"it is of version {lines[0].Words[1]}, which only a newer wsm reads";
        }

        if (
            lines[^1].Words is not [InventoryText.End, _, var check]
            || check != TextLine.CheckOfAll(lines.SkipLast(1).Select(line => line.Content))
        )
        {
            yield return "the overall checksum does not match: lines of different inventories were mixed";
        }

        var digests = lines.Skip(1).Where(line => line.HoldsDigests).SelectMany(line => line.Words).Append(lines[0].Words[^1]);
        if (digests.Any(word => word.Length != InventoryText.KeptCharacters || InventoryBase32.Read(word) is null))
        {
            yield return "it contains words that are not digests";
        }

        foreach (var line in lines.Skip(1).SkipLast(1).Where(line => !line.HoldsDigests && line.Words is not ["B" or "R", _]))
        {
            yield return $"line {line.Number} is neither a place nor digests";
        }

        if (lines.Count > 2 && lines[1].HoldsDigests)
        {
            yield return "line 2 names no place";
        }
    }

    private static Inventory Make(List<TextLine> lines)
    {
        var places = new List<(PlaceKind Kind, string Repository, List<string> Blobs)>();
        foreach (var line in lines.Skip(1).SkipLast(1))
        {
            if (line.HoldsDigests)
            {
                places[^1].Blobs.AddRange(line.Words.Select(Digits));
            }
            else
            {
                places.Add((line.Words[0] == "B" ? PlaceKind.Bundle : PlaceKind.Registry, line.Words[1].ToLowerInvariant(), []));
            }
        }

        return new Inventory
        {
            ApiVersion = Inventory.CurrentVersion,
            Kind = Inventory.KindWord,
            Name = lines[0].Words[2].ToLowerInvariant(),
            Lock = Digits(lines[0].Words[3]),
            Places = [.. places.Select(place => new InventoryPlace(place.Kind, place.Repository, place.Blobs))],
        };
    }

    private static string Digits(string word) => InventoryText.Scheme + Convert.ToHexStringLower(InventoryBase32.Read(word)!);

    private static IEnumerable<string> LinesOf(string text) =>
        text.Split('\n').Where(line => line.Trim() is { Length: > 0 } tidy && tidy[0] != '#');
}
