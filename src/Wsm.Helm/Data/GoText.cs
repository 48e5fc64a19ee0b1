using System.Buffers;
using System.Text;

namespace Wsm.Helm.Data;

/// <summary>
/// Go's strings are bytes that are usually UTF-8; ours are UTF-16. A byte that is no part of valid UTF-8 (a decoded key, half a character
/// that
/// <c>trunc</c> left) is kept as the lone surrogate U+DC00 + byte, and becomes that byte again when the text is written.
/// </summary>
internal static class GoText
{
    private const int FirstStrayByte = 0xDC80;
    private const int LastStrayByte = 0xDCFF;

    public static bool IsStrayByte(char character) => character >= FirstStrayByte && character <= LastStrayByte;

    /// <summary>The length in bytes, as Go's <c>len</c> counts it.</summary>
    public static int ByteLength(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        var length = 0;
        while (!text.IsEmpty)
        {
            length += RuneBytes(text, out var characters);
            text = text[characters..];
        }

        return length;
    }

    public static byte[] ToBytes(ReadOnlySpan<char> text)
    {
        var bytes = new byte[ByteLength(text)];
        if (bytes.Length == text.Length)
        {
            var copied = Ascii.FromUtf16(text, bytes, out _);
            if (copied == OperationStatus.Done)
            {
                return bytes;
            }
        }

        var at = 0;
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            if (status != OperationStatus.Done && IsStrayByte(text[0]))
            {
                bytes[at++] = (byte)(text[0] - 0xDC00);
            }
            else
            {
                at += rune.EncodeToUtf8(bytes.AsSpan(at));
            }

            text = text[consumed..];
        }

        return bytes;
    }

    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            // Go gives up one byte at a time, whatever .NET would skip.
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
            }
            else
            {
                text.Append((char)(0xDC00 + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>The position in UTF-16 of a position in bytes; -1 when that is inside a character.</summary>
    public static int CharacterIndex(string text, int byteIndex)
    {
        var bytes = 0;
        var at = 0;
        while (bytes < byteIndex && at < text.Length)
        {
            bytes += RuneBytes(text.AsSpan(at), out var characters);
            at += characters;
        }

        return bytes == byteIndex ? at : -1;
    }

    private static int RuneBytes(ReadOnlySpan<char> text, out int characters)
    {
        if (Rune.DecodeFromUtf16(text, out var rune, out characters) != OperationStatus.Done && IsStrayByte(text[0]))
        {
            return 1;
        }

        return rune.Utf8SequenceLength;
    }
}
