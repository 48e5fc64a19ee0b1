using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wsm.Bundles.Archives;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>
/// The first entry of a volume, <c>.wsm/volume.json</c>: which volume it is, of which set. Always as long, and with a checksum of
/// itself, so that it can be judged before anything else is read.
/// </summary>
public sealed record VolumeHeader
{
    public const string Name = ".wsm/volume.json";
    public const int CurrentFormat = 1;

    /// <summary>How much of a volume holds it, its tar header included.</summary>
    public const int End = TarHeader.BlockLength + Length;

    /// <summary>As many as four digits can count.</summary>
    public const int MostVolumes = 9999;

    private const int Length = 1024;
    private const int DigitsLength = 64;
    private const string Blank = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    public required int Format { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Volume { get; init; }

    /// <summary>How many there are.</summary>
    public required int Volumes { get; init; }

    /// <summary>The length of this volume, bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The digest of <c>bundle.json</c>.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Where the index is, and its digest, which is the identity of the set.</summary>
    public required IndexedFile Index { get; init; }

    /// <summary>The SHA-256 of this document with the digits of this very property replaced by zeros.</summary>
    public string Checksum { get; init; } = Blank;

    /// <summary>The entry with its tar header.</summary>
    public byte[] Write()
    {
        var entry = new byte[End];
        TarHeader.Write(Name, Length).CopyTo(entry, 0);
        var document = entry.AsSpan(TarHeader.BlockLength);
        document.Fill((byte)' ');
        document[^1] = (byte)'\n';
        JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = Blank }, VolumeJson.Default.VolumeHeader).CopyTo(document);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(document)), document[DigitsOf(document)..]);
        return entry;
    }

    /// <param name="start">The first <see cref="End"/> bytes of a file, or all where it is shorter.</param>
    /// <param name="header">Null unless the start is that of a volume, undamaged.</param>
    public static VolumeState Read(ReadOnlySpan<byte> start, out VolumeHeader? header)
    {
        header = null;

        // Two signs: one damaged byte does not make a volume pass for something else.
        var named = start.Length > Name.Length && start.StartsWith(Encoding.ASCII.GetBytes(Name + "\0"));
        var document = start.Length > TarHeader.BlockLength ? start[TarHeader.BlockLength..] : default;
        if (!named && !document.StartsWith("{\"format\":"u8))
        {
            return VolumeState.Other;
        }

        if (document.Length < Length)
        {
            return VolumeState.Damaged;
        }

        var digits = DigitsOf(document);
        if (digits < 0)
        {
            return VolumeState.Damaged;
        }

        var blank = document[..Length].ToArray();
        blank.AsSpan(digits, DigitsLength).Fill((byte)'0');
        var sum = Convert.ToHexStringLower(SHA256.HashData(blank));
        if (
            !document.Slice(digits, DigitsLength).SequenceEqual(Encoding.ASCII.GetBytes(sum))
            || !start.StartsWith(TarHeader.Write(Name, Length))
        )
        {
            return VolumeState.Damaged;
        }

        try
        {
            using var parsed = JsonDocument.Parse(document[..Length].ToArray());
            if (parsed.RootElement.GetProperty("format").GetInt32() > CurrentFormat)
            {
                return VolumeState.Newer;
            }

            header = parsed.Deserialize(VolumeJson.Default.VolumeHeader);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return VolumeState.Damaged;
        }

        if (header is { Volume: >= 1, Volumes: <= MostVolumes, Index: not null } && header.Volume <= header.Volumes && header.Size > End)
        {
            return VolumeState.Sound;
        }

        header = null;
        return VolumeState.Damaged;
    }

    private static int DigitsOf(ReadOnlySpan<byte> document)
    {
        var property = document.LastIndexOf("\"checksum\":\"sha256:"u8);
        return property < 0 || property + 19 + DigitsLength > document.Length ? -1 : property + 19;
    }
}

public enum VolumeState
{
    /// <summary>No volume at all.</summary>
    Other,

    Damaged,

    /// <summary>Of a format that this program does not know.</summary>
    Newer,

    Sound,
}
