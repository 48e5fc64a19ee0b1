using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Wsm.Hosting;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Commands.SelfImage;

/// <summary>An image with one layer. It names no time, no user of this machine and no host: equal files make equal bytes.</summary>
internal sealed record ProgramImage(RawManifest Manifest, ReadOnlyMemory<byte> Config, ReadOnlyMemory<byte> Layer)
{
    private const string Nobody = "65532:65532";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Shared = Runnable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    /// <summary>Bytes of the whole.</summary>
    public long Size => Manifest.Bytes.Length + Config.Length + Layer.Length;

    public static ProgramImage Make(IReadOnlyList<ImageFile> files)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            WriteFolders(writer, files);
            foreach (var file in files)
            {
                WriteFile(writer, file);
            }
        }

        var content = tar.GetBuffer().AsSpan(0, (int)tar.Length);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        var layer = packed.ToArray();
        var config = ConfigOf(Digest.Of(content), files.Any(file => file.Path == ProgramFiles.Authorities));
        var manifest = new ImageManifest
        {
            Config = Describe(MediaTypes.OciConfig, config),
            Layers = [Describe(MediaTypes.OciLayerGzip, layer)],
        };
        return new ProgramImage(manifest.ToRaw(), config, layer);
    }

    /// <summary>As an OCI image layout, in place of what lies there of an earlier one.</summary>
    /// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md</remarks>
    public void Write(string folder, string name)
    {
        var blobs = Path.Combine(folder, "blobs", Digest.Sha256);
        Directory.CreateDirectory(blobs);
        foreach (var content in (ReadOnlyMemory<byte>[])[Layer, Config, Manifest.Bytes])
        {
            AtomicFile.Write(Path.Combine(blobs, Digest.Of(content.Span).Hex), content.Span);
        }

        AtomicFile.Write(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}"""u8);
        AtomicFile.Write(Path.Combine(folder, "index.json"), IndexOf(name));
    }

    private static void WriteFolders(TarWriter writer, IReadOnlyList<ImageFile> files)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal) { "tmp/" };
        foreach (var file in files)
        {
            for (var folder = Path.GetDirectoryName(file.Path); folder is { Length: > 1 }; folder = Path.GetDirectoryName(folder))
            {
                folders.Add(folder[1..] + "/");
            }
        }

        foreach (var folder in folders)
        {
            writer.WriteEntry(Plain(new UstarTarEntry(TarEntryType.Directory, folder), folder == "tmp/" ? Shared : Runnable));
        }
    }

    private static void WriteFile(TarWriter writer, ImageFile file)
    {
        if (file.IsLink)
        {
            writer.WriteEntry(
                Plain(new UstarTarEntry(TarEntryType.SymbolicLink, file.Path[1..]) { LinkName = Path.GetFileName(file.Source) }, Runnable)
            );
            return;
        }

        using var content = File.OpenRead(file.Source);
        writer.WriteEntry(
            Plain(
                new UstarTarEntry(TarEntryType.RegularFile, file.Path[1..]) { DataStream = content },
                file.IsProgram ? Runnable : Readable
            )
        );
    }

    private static UstarTarEntry Plain(UstarTarEntry entry, UnixFileMode mode)
    {
        entry.Mode = mode;
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        return entry;
    }

    private byte[] IndexOf(string name) =>
        Json(json =>
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            json.WriteStartObject();
            json.WriteString("mediaType", MediaTypes.OciManifest);
            json.WriteString("digest", Manifest.Digest.ToString());
            json.WriteNumber("size", Manifest.Bytes.Length);
            json.WriteStartObject("platform");
            WritePlatform(json);
            json.WriteEndObject();
            json.WriteStartObject("annotations");
            json.WriteString("org.opencontainers.image.ref.name", name);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        });

    private static byte[] ConfigOf(Digest layer, bool hasAuthorities) =>
        Json(json =>
        {
            WritePlatform(json);
            json.WriteStartObject("config");
            json.WriteString("User", Nobody);
            json.WriteStartArray("Env");
            json.WriteStringValue($"PATH={Path.GetDirectoryName(ProgramFiles.Program)}");
            json.WriteStringValue("HOME=/tmp");
            if (hasAuthorities)
            {
                json.WriteStringValue($"SSL_CERT_FILE={ProgramFiles.Authorities}");
            }

            json.WriteEndArray();
            json.WriteStartArray("Entrypoint");
            json.WriteStringValue(ProgramFiles.Program);
            json.WriteEndArray();
            json.WriteString("WorkingDir", "/tmp");
            json.WriteStartObject("Labels");
            json.WriteString("org.opencontainers.image.title", "wsm");
            json.WriteString("org.opencontainers.image.version", ProgramVersion.Number);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            json.WriteStringValue(layer.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void WritePlatform(Utf8JsonWriter json)
    {
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64");
        json.WriteString("os", "linux");
    }

    private static byte[] Json(Action<Utf8JsonWriter> write) =>
        ManifestText.Of(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });

    private static Descriptor Describe(string mediaType, byte[] content) =>
        new()
        {
            MediaType = mediaType,
            Digest = Digest.Of(content),
            Size = content.Length,
        };
}
