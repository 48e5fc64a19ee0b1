using Wsm.Bundles.Archives;
using Wsm.Bundles.Files;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;

namespace Wsm.Fuzz.Targets;

/// <summary>An image archive, read without its lock.</summary>
internal sealed class ArchiveTarget : IFuzzTarget
{
    private readonly GuardedFolder _folder = new(Directory.CreateTempSubdirectory("wsm-fuzz-").FullName);

    public string Name => "archive";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [Archive("index.json", "{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray()), Archive("oci-layout", new byte[1000])];

    public IReadOnlyList<string> Words { get; } = ["\u001f\u008b\b", "ustar\0", "00000000000", "77777777777", "blobs/sha256/"];

    public void Run(byte[] input)
    {
        File.WriteAllBytes(_folder.PathOf("x.tgz"), input);
        try
        {
            using var reader = ArchiveReader.Open(_folder, "x.tgz");
            _ = reader?.ReadRoot();
        }
        catch (Exception refused) when (refused is ContentException or ManifestException or IOException)
        {
            // Refused: it is none of wsm's, or damaged.
        }
    }

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    private static byte[] Archive(string name, byte[] content) =>
        [
            .. GzipMember.Wrap(TarHeader.Write(name, content.Length)),
            .. GzipMember.Wrap([.. content, .. new byte[TarHeader.Padded(content.Length) - content.Length]]),
            .. GzipMember.Wrap(new byte[TarHeader.EndLength]),
        ];
}
