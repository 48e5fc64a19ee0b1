using System.Buffers.Binary;
using System.Text;

namespace Wsm.Commands.SelfImage;

/// <summary>The loader that a Linux program names in its head, as <c>/lib64/ld-linux-x86-64.so.2</c>.</summary>
/// <remarks>System V ABI, "Program Header": 64 bits, little-endian, as on every machine that wsm is built for.</remarks>
internal static class ElfInterpreter
{
    private const int HeadLength = 64;
    private const int EntryLength = 56;
    private const uint InterpreterType = 3;
    private const int LongestPath = 4096;

    /// <summary>Null where the program names none.</summary>
    public static string? Of(string program)
    {
        using var file = File.OpenRead(program);
        Span<byte> head = stackalloc byte[HeadLength];
        if (file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength || !head.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return null;
        }

        var start = BinaryPrimitives.ReadInt64LittleEndian(head[32..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        Span<byte> entry = stackalloc byte[EntryLength];
        for (var i = 0; i < count; i++)
        {
            file.Position = start + i * EntryLength;
            file.ReadExactly(entry);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == InterpreterType)
            {
                var name = new byte[Math.Min(BinaryPrimitives.ReadInt64LittleEndian(entry[32..]), LongestPath)];
                file.Position = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
                file.ReadExactly(name);
                return Encoding.UTF8.GetString(name).TrimEnd('\0');
            }
        }

        return null;
    }
}
