using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using SharpCompress.Compressors.ZStandard;
using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>
/// Unpacks a compressed file into a plain one. Its codecs come from SharpCompress, but for gzip: there it reads the first member only.
/// </summary>
internal static class Decompressor
{
    public const int HeadLength = 8;

    private const int BufferLength = 256 * 1024;

    /// <summary>From here on a ratio counts: small files of zeros are no attack.</summary>
    private const long Harmless = 256 << 20;

    /// <summary>What gzip reaches on zeros is a thousand; file systems of images stay below ten.</summary>
    private const long LargestRatio = 250;

    public static Codec CodecOf(ReadOnlySpan<byte> head) =>
        head switch
        {
            [0x1F, 0x8B, ..] => Codec.Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => Codec.Zstandard,
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => Codec.Xz,
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => Codec.Bzip2,
            [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => Codec.Zip,
            _ => Codec.None,
        };

    /// <param name="name">The file's, for messages.</param>
    /// <param name="require">Called before so many bytes are written.</param>
    /// <exception cref="ContentException">It is damaged, cut off, or expands beyond all measure.</exception>
    public static void Unpack(
        Codec codec,
        Stream packed,
        Stream plain,
        string name,
        Action<long> require,
        CancellationToken cancellationToken
    )
    {
        // An .xz file may hold several streams, one behind the other, and padding; the decoder ends with the first.
        do
        {
            var content = Decoding(name, () => Open(codec, packed));
            Copy(content, plain, packed, name, require, cancellationToken);
        } while (codec == Codec.Xz && SkipPadding(packed));
    }

    private static Stream Open(Codec codec, Stream packed) =>
        codec switch
        {
            Codec.Gzip => new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true),
            Codec.Zstandard => new DecompressionStream(packed),
            Codec.Xz => new XZStream(packed),
            Codec.Bzip2 => BZip2Stream.Create(
                packed,
                SharpCompress.Compressors.CompressionMode.Decompress,
                decompressConcatenated: true,
                leaveOpen: true
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "no codec"),
        };

    private static void Copy(
        Stream source,
        Stream target,
        Stream packed,
        string name,
        Action<long> require,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[BufferLength];
        while (Decoding(name, () => source.Read(buffer, 0, buffer.Length)) is > 0 and var read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            require(read);
            target.Write(buffer, 0, read);
            if (target.Position > Harmless && target.Position / LargestRatio > packed.Position)
            {
                throw new ContentException(
                    $"'{name}' expands to more than {LargestRatio} times its size, which no archive of images does; it was not read further"
                );
            }
        }
    }

    private static T Decoding<T>(string name, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The decoders meet damage in many ways, among them with exceptions that have no better name than their index.
            throw new ContentException($"'{name}' is damaged or cut off: {error.Message}", error);
        }
    }

    private static bool SkipPadding(Stream packed)
    {
        while (packed.Position < packed.Length)
        {
            if (packed.ReadByte() != 0)
            {
                packed.Position--;
                return true;
            }
        }

        return false;
    }
}
