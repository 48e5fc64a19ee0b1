using System.Security.Cryptography;
using System.Text;

namespace Wsm.Bundles.Inventories;

/// <summary>One line of an inventory in text form: number, words, four check characters.</summary>
/// <param name="Content">Number and words as they were meant: in capitals, with single spaces.</param>
/// <param name="IsRight">Whether the check fits them.</param>
internal sealed record TextLine(int Number, string Content, bool IsRight)
{
    private const int CheckCharacters = 4;
    private const int MostLines = 100_000;

    public IReadOnlyList<string> Words => Content.Split(' ')[1..];

    public bool HoldsDigests => Words is [{ Length: InventoryText.KeptCharacters }, ..];

    public static string Numbered(int number, string body) => $"{number} {body}";

    public static string CheckOf(string line) =>
        InventoryBase32.Write(SHA256.HashData(Encoding.UTF8.GetBytes(line)).AsSpan(0, 5))[..CheckCharacters];

    public static string CheckOfAll(IEnumerable<string> lines) =>
        InventoryBase32.Write(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, InventoryText.KeptDigits / 2));

    /// <summary>Null when it does not even begin with a number.</summary>
    public static TextLine? Parse(string text)
    {
        var words = text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || !int.TryParse(InventoryBase32.Tidy(words[0]), out var number) || number is < 1 or > MostLines)
        {
            return null;
        }
        // Names may have letters that no digest has; there a wrong one is a mistake.
        var body = words[1..^1];
        if (InventoryBase32.Tidy(body[0]) is { Length: InventoryText.KeptCharacters })
        {
            body = [.. body.Select(InventoryBase32.Tidy)];
        }
        else if (body[0] is InventoryText.Mark or InventoryText.End)
        {
            body[^1] = InventoryBase32.Tidy(body[^1]);
        }

        var content = Numbered(number, string.Join(' ', body));
        return new TextLine(number, content, CheckOf(content) == InventoryBase32.Tidy(words[^1]));
    }
}
