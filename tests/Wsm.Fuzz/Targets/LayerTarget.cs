using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Bundles.Inside;

namespace Wsm.Fuzz.Targets;

/// <summary>A layer of an image, in whose files names of images are looked for: programs, classes, sources, settings.</summary>
internal sealed class LayerTarget : IFuzzTarget
{
    private const string Image = "quay.io/team/agent:1.2";

    private readonly SemaphoreSlim _large = new(1, 1);

    public string Name => "layer";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Layer("usr/bin/operator", Elf()),
        Layer("app/settings.yaml", Encoding.UTF8.GetBytes($"agent: {{image: {Image}}}\n")),
        Layer("app/main.py", Encoding.UTF8.GetBytes($"IMAGE = \"{Image}\"\n")),
        Layer("app/Main.class", Class()),
        Layer("app/app.jar", Jar(Jar(Class()))),
    ];

    public IReadOnlyList<string> Words { get; } = ["\u007fELF", "ustar\0", "\u00ca\u00fe\u00ba\u00be", "PK\u0003\u0004", Image];

    public void Run(byte[] input) => _ = new LayerScan(_large).Read(() => new MemoryStream(input), CancellationToken.None);

    public void Dispose() => _large.Dispose();

    private static byte[] Layer(string path, byte[] content)
    {
        using var layer = new MemoryStream();
        using (var tar = new TarWriter(layer, leaveOpen: true))
        {
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, path)
                {
                    Mode = (UnixFileMode)0b111_101_101,
                    DataStream = new MemoryStream(content),
                }
            );
        }

        return layer.ToArray();
    }

    /// <summary>One segment of x86-64 code that takes the address and the length of the name.</summary>
    private static byte[] Elf()
    {
        const int code = 64 + 56;
        const int text = code + 16;
        var file = new byte[text + Image.Length];
        byte[] magic = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        magic.CopyTo(file, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(16), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(18), 62);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(64), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(68), 5);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(80), 0x400000);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(96), (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(104), (ulong)file.Length);
        byte[] load = [0x48, 0x8D, 0x05, text - code - 7, 0, 0, 0, 0xBB, (byte)Image.Length, 0, 0, 0];
        load.CopyTo(file, code);
        Encoding.UTF8.GetBytes(Image).CopyTo(file, text);
        return file;
    }

    private static byte[] Class() =>
        [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 2, 1, 0, (byte)Image.Length, .. Encoding.UTF8.GetBytes(Image), .. new byte[16]];

    private static byte[] Jar(byte[] content)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(content[0] == 'P' ? "inner.jar" : "Main.class").Open();
            entry.Write(content);
        }

        return archive.ToArray();
    }
}
