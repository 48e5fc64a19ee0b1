using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>Takes the YAML files out of an artifact's layers. They are not trusted: names are only names, sizes are bounded.</summary>
internal static class ArtifactLayer
{
    private const string Suffix = ".yaml";
    private const int LargestFile = 5 * 1024 * 1024;
    private const long LargestLayer = 100L * 1024 * 1024;
    private const int MostFiles = 100;

    /// <summary>A layer that is larger, packed, is not opened at all.</summary>
    public const long LargestPacked = LargestLayer;

    /// <param name="files">By name; what a later layer says of a name counts.</param>
    /// <exception cref="UserError">It is no tar file, or breaks a rule.</exception>
    public static void ReadInto(SortedDictionary<string, ArtifactFile> files, Stream layer, string mediaType, string artifact)
    {
        try
        {
            using var unzipped = mediaType is MediaTypes.OciLayerGzip or MediaTypes.DockerLayerGzip
                ? new GZipStream(layer, CompressionMode.Decompress, leaveOpen: true)
                : layer;
            using var tar = new TarReader(new BoundedLayer(unzipped, LargestLayer), leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                if (IsFile(entry) && Path.GetFileName(entry.Name) is var name && name.EndsWith(Suffix, StringComparison.Ordinal))
                {
                    files[name] = new ArtifactFile(name, Read(entry, artifact));
                    if (files.Count > MostFiles)
                    {
                        throw Refused(artifact, $"it holds more than {MostFiles} files");
                    }
                }
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Refused(artifact, $"a layer of it is no tar file that can be read: {damage.Message}");
        }
    }

    private static bool IsFile(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;

    private static string Read(TarEntry entry, string artifact)
    {
        if (entry.Length > LargestFile)
        {
            throw Refused(artifact, $"{entry.Name} in it has {entry.Length} bytes, and {LargestFile} is the most");
        }

        using var reader = new StreamReader(entry.DataStream ?? Stream.Null, new UTF8Encoding(false, throwOnInvalidBytes: false));
        return reader.ReadToEnd();
    }

    private static UserError Refused(string artifact, string why) => new($"{artifact} cannot be used: {why}.");

    /// <summary>Ends where a small packed layer would become a large one.</summary>
    private sealed class BoundedLayer(Stream inner, long limit) : ReadOnlyStream
    {
        private long _left = limit;

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        private int Counted(int read) =>
            (_left -= read) >= 0 ? read : throw new InvalidDataException("unpacked it is larger than any list of images");
    }
}
