using System.Buffers.Binary;
using System.Text;

namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>The constants of a Java class in which references may stand.</summary>
/// <remarks>https://docs.oracle.com/javase/specs/jvms/se21/html/jvms-4.html#jvms-4.4</remarks>
internal static class ClassConstants
{
    private const int PoolStart = 10;
    private const byte Utf8 = 1;

    public static bool Is(ReadOnlySpan<byte> content) => content.Length > PoolStart && content is [0xCA, 0xFE, 0xBA, 0xBE, ..];

    /// <summary>What follows damage is left out.</summary>
    public static List<string> In(ReadOnlySpan<byte> content)
    {
        var found = new List<string>();
        if (!Is(content))
        {
            return found;
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(content[8..]);
        var at = PoolStart;
        for (var index = 1; index < count && at + 3 <= content.Length; index++)
        {
            var tag = content[at];
            if (tag == Utf8)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 1)..]);
                if (at + 3 + length > content.Length)
                {
                    break;
                }

                var text = content.Slice(at + 3, length);
                if (text.Contains((byte)':') || text.Contains((byte)'/'))
                {
                    found.Add(Encoding.UTF8.GetString(text));
                }

                at += 3 + length;
                continue;
            }

            var size = SizeOf(tag);
            if (size == 0)
            {
                break;
            }

            // Numbers of 64 bits take two places in the pool.
            index += tag is 5 or 6 ? 1 : 0;
            at += size;
        }

        return found;
    }

    private static int SizeOf(byte tag) =>
        tag switch
        {
            3 or 4 or 9 or 10 or 11 or 12 or 17 or 18 => 5,
            5 or 6 => 9,
            7 or 8 or 16 or 19 or 20 => 3,
            15 => 4,
            _ => 0,
        };
}
