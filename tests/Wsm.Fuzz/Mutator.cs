using System.Text;

namespace Wsm.Fuzz;

/// <summary>Makes new inputs of old ones: bytes changed, pieces cut, doubled and swapped, words put in.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words)
{
    private const int Largest = 256 * 1024;
    private static readonly string[] Hostile =
    [
        "null",
        "-1",
        "9223372036854775807",
        "18446744073709551616",
        "1e999",
        "\0",
        "\u001b[2J",
        "\u202e",
        "../",
        "..\\",
        "/etc/passwd",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        "&a",
        "*a",
        "<<",
        "%",
        "\r\n",
        "\uFEFF",
        "\ud83d\ude00",
    ];

    public byte[] Next()
    {
        var input = seeds[random.Next(seeds.Count)];
        for (var left = 1 + random.Next(6); left > 0; left--)
        {
            input = Mutate(input);
        }

        return input.Length > Largest ? input[..Largest] : input;
    }

    private byte[] Mutate(byte[] input)
    {
        var (from, to) = Stretch(input);
        switch (random.Next(9))
        {
            case 0 when input.Length > 0:
                var flipped = (byte[])input.Clone();
                flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when input.Length > 0:
                var set = (byte[])input.Clone();
                set[random.Next(set.Length)] = (byte)random.Next(256);
                return set;
            case 2:
                return [.. input[..from], .. input[to..]];
            case 3:
                return [.. input[..to], .. input[from..]];
            case 4:
                return [.. input[..from], .. Word(), .. input[from..]];
            case 5:
                return [.. input[..from], .. Word(), .. input[to..]];
            case 6:
                var other = seeds[random.Next(seeds.Count)];
                var (otherFrom, otherTo) = Stretch(other);
                return [.. input[..from], .. other[otherFrom..otherTo], .. input[to..]];
            case 7:
                var piece = Word();
                return [.. input[..from], .. Enumerable.Repeat(piece, 1 << random.Next(10)).SelectMany(bytes => bytes), .. input[from..]];
            default:
                return input[..to];
        }
    }

    private byte[] Word() =>
        Encoding.UTF8.GetBytes(
            words.Count > 0 && random.Next(2) == 0 ? words[random.Next(words.Count)] : Hostile[random.Next(Hostile.Length)]
        );

    private (int From, int To) Stretch(byte[] input)
    {
        var from = random.Next(input.Length + 1);
        var length = random.Next(1 << random.Next(1, 10));
        return (from, Math.Min(input.Length, from + length));
    }
}
