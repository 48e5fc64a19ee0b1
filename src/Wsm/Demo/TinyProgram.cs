using System.Buffers.Binary;
using System.Text;

namespace Wsm.Demo;

/// <summary>
/// The smallest honest content of a container: a static ELF executable that prints one line and ends. Made here, because the demo brings
/// nothing along.
/// </summary>
internal static class TinyProgram
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const ulong LoadAddress = 0x400000;

    /// <param name="message">The line, ASCII.</param>
    /// <param name="architecture"><c>amd64</c> or <c>arm64</c>.</param>
    public static byte[] Print(string message, string architecture)
    {
        var text = Encoding.ASCII.GetBytes(message + "\n");
        var code = architecture == "arm64" ? Arm64(text.Length) : Amd64(text.Length);
        var file = new byte[HeaderSize + ProgramHeaderSize + code.Length + text.Length];
        WriteHeader(file, architecture == "arm64" ? (ushort)183 : (ushort)62);
        WriteProgramHeader(file.AsSpan(HeaderSize), (ulong)file.Length);
        code.CopyTo(file, HeaderSize + ProgramHeaderSize);
        text.CopyTo(file, HeaderSize + ProgramHeaderSize + code.Length);
        return file;
    }

    /// <summary>write(1, text, length); exit(0). The text follows the code.</summary>
    private static byte[] Amd64(int length)
    {
        byte[] code =
        [
            0xb8,
            1,
            0,
            0,
            0, // mov eax, 1 (write)
            0xbf,
            1,
            0,
            0,
            0, // mov edi, 1
            0x48,
            0x8d,
            0x35,
            16,
            0,
            0,
            0, // lea rsi, [rip + 16]
            0xba,
            0,
            0,
            0,
            0, // mov edx, length
            0x0f,
            0x05, // syscall
            0xb8,
            60,
            0,
            0,
            0, // mov eax, 60 (exit)
            0x31,
            0xff, // xor edi, edi
            0x0f,
            0x05, // syscall
        ];
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(18), length);
        return code;
    }

    private static byte[] Arm64(int length)
    {
        uint[] code =
        [
            0xD2800020, // mov x0, #1
            0x100000E1, // adr x1, +28
            0xD2800002 | ((uint)length << 5), // mov x2, #length
            0xD2800808, // mov x8, #64 (write)
            0xD4000001, // svc #0
            0xD2800000, // mov x0, #0
            0xD2800BA8, // mov x8, #93 (exit)
            0xD4000001, // svc #0
        ];
        var bytes = new byte[code.Length * 4];
        for (var i = 0; i < code.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), code[i]);
        }

        return bytes;
    }

    private static void WriteHeader(Span<byte> file, ushort machine)
    {
        ReadOnlySpan<byte> identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], 2); // executable
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], machine);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file[24..], LoadAddress + HeaderSize + ProgramHeaderSize); // entry
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], ProgramHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], 1); // one segment
    }

    private static void WriteProgramHeader(Span<byte> header, ulong size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, 1); // load
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 5); // read, execute
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], size);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], size);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], 0x10000);
    }
}
