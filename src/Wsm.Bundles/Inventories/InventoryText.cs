using System.Text;
using Wsm.Bundles.Locks;

namespace Wsm.Bundles.Inventories;

/// <summary>
/// An inventory as lines that fit a printed page or a QR code. Each has its number in front and four check characters at its end; the last
/// has a check of them all. Of a digest it keeps eighty bits. Should two blobs ever share those, one may be left out that the receiver
/// lacks; nothing worse, because <c>push</c>, <c>apply</c> and <c>verify --base</c> look for what was left out by its whole digest.
/// </summary>
public static class InventoryText
{
    public const string Mark = "WSM-HAVE";
    public const string Version = "1";
    public const string End = "END";
    public const string Scheme = "sha256:";

    /// <summary>Of a digest's hexadecimal digits, and of the characters that they become.</summary>
    public const int KeptDigits = 20;
    public const int KeptCharacters = 16;

    private const int DigestsPerLine = 4;

    public static string Write(Inventory inventory)
    {
        var page = new StringBuilder(
            $"# What the receiving side has of {OneLine(inventory.Name)}. 'wsm download --have FILE' reads these lines, scanned or typed "
                + "in.\n"
        );
        var lines = new List<string>();
        foreach (var body in Bodies(inventory))
        {
            lines.Add(TextLine.Numbered(lines.Count + 1, body));
        }

        lines.Add(TextLine.Numbered(lines.Count + 1, $"{End} {Digests(inventory.Places).Distinct().Count()} {TextLine.CheckOfAll(lines)}"));
        foreach (var line in lines)
        {
            page.Append(line).Append(' ').Append(TextLine.CheckOf(line)).Append('\n');
        }

        return page.ToString();
    }

    private static IEnumerable<string> Bodies(Inventory inventory)
    {
        yield return $"{Mark} {Version} {OneLine(inventory.Name).ToUpperInvariant()} {Short(inventory.Lock)}";
        var written = new HashSet<string>();
        foreach (var place in inventory.Places)
        {
            // Once is enough to leave a blob out, and one place is enough to find it again.
            var digests = Digests([place]).Where(written.Add).ToList();
            if (digests.Count == 0)
            {
                continue;
            }

            yield return $"{(place.Kind == PlaceKind.Bundle ? "B" : "R")} {place.Repository.ToUpperInvariant()}";
            foreach (var some in digests.Chunk(DigestsPerLine))
            {
                yield return string.Join(' ', some);
            }
        }
    }

    /// <summary>Digests of other algorithms are rare, and do not fit: what they stand for travels again.</summary>
    private static IEnumerable<string> Digests(IEnumerable<InventoryPlace> places) =>
        places.SelectMany(place => place.Blobs).Where(digest => digest.StartsWith(Scheme, StringComparison.Ordinal)).Select(Short);

    private static string Short(string digest) => InventoryBase32.Write(Convert.FromHexString(digest.AsSpan(Scheme.Length, KeptDigits)));

    private static string OneLine(string name) => string.Join('-', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
