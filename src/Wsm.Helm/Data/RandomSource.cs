using System.Buffers.Binary;

namespace Wsm.Helm.Data;

/// <summary>Random numbers from the runtime's bytes, which a test may fix.</summary>
internal static class RandomSource
{
    /// <summary>Evenly from 0 to <paramref name="limit"/> - 1.</summary>
    public static long Below(ITemplateRuntime runtime, long limit)
    {
        Span<byte> bytes = stackalloc byte[8];
        // Numbers of the last, incomplete stretch would favour small results: draw again.
        var usable = ulong.MaxValue - (ulong.MaxValue % (ulong)limit);
        while (true)
        {
            runtime.FillRandom(bytes);
            var drawn = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (drawn < usable)
            {
                return (long)(drawn % (ulong)limit);
            }
        }
    }

    public static string Text(ITemplateRuntime runtime, long count, ReadOnlySpan<char> alphabet)
    {
        if (count <= 0)
        {
            return "";
        }

        runtime.Charge(count);
        var text = new char[count];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = alphabet[(int)Below(runtime, alphabet.Length)];
        }

        return new string(text);
    }
}
