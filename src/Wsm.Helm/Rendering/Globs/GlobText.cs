using System.Text;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>Bytes of UTF-8 as Go's <c>range</c> over a string sees them: what is no UTF-8 is U+FFFD, one byte each.</summary>
internal static class GlobText
{
    /// <summary>The first character of a text that is not empty, and how many bytes it takes.</summary>
    public static (int Rune, int Width) First(ReadOnlySpan<byte> text) =>
        Rune.DecodeFromUtf8(text, out var rune, out var width) == System.Buffers.OperationStatus.Done
            ? (rune.Value, width)
            : (Rune.ReplacementChar.Value, 1);

    /// <summary>How many bytes the character takes where it is written: three for U+FFFD, whatever it stands for.</summary>
    public static int Length(int rune) =>
        rune switch
        {
            < 0x80 => 1,
            < 0x800 => 2,
            < 0x10000 => 3,
            _ => 4,
        };

    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (; !text.IsEmpty; count++)
        {
            text = text[First(text).Width..];
        }

        return count;
    }

    /// <summary>Where each character begins.</summary>
    public static List<int> Starts(ReadOnlySpan<byte> text)
    {
        var starts = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length; at += First(text[at..]).Width)
        {
            starts.Add(at);
        }

        return starts;
    }

    /// <summary>Where each character ends, by the length that it has where it is written.</summary>
    public static List<int> Ends(ReadOnlySpan<byte> text)
    {
        var ends = new List<int>(text.Length);
        for (var at = 0; at < text.Length; )
        {
            var (rune, width) = First(text[at..]);
            ends.Add(at + Length(rune));
            at += width;
        }

        return ends;
    }
}
