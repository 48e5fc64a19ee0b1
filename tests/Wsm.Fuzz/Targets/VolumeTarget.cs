using System.Text.Json;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Fuzz.Targets;

/// <summary>A packed bundle: header, index and head.</summary>
internal sealed class VolumeTarget : IFuzzTarget
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wsm-fuzz-").FullName;

    public string Name => "volume";

    public IReadOnlyList<byte[]> Seeds { get; } = [Volume()];

    public IReadOnlyList<string> Words { get; } =
    ["\"at\":", "\"pieces\":", "\"volumes\":", "\"head\":", "\"size\":", "\"name\":\"bundle.json\""];

    public void Run(byte[] input)
    {
        // The header has a checksum of its own, which would keep every change out; it is made right again.
        Read(input);
        if (input.Length >= VolumeHeader.End && VolumeHeader.Read(Seeds[0], out var header) == VolumeState.Sound)
        {
            var index = input[VolumeHeader.End..];
            Read([
                .. (
                    header! with
                    {
                        Index = header.Index with { Digest = Digest.Of(index), Size = index.Length, At = VolumeHeader.End },
                        Size = input.Length,
                    }
                ).Write(),
                .. index,
            ]);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Read(byte[] volume)
    {
        var path = Path.Combine(_folder, "x.wsm");
        File.WriteAllBytes(path, volume);
        try
        {
            using var bundle = Bundle.Open(path, allVolumes: false);
        }
        catch (Exception refused) when (refused is UserError or IOException)
        {
            // Refused, or it breaks off.
        }
    }

    private static byte[] Volume()
    {
        var digest = Digest.Of("{}"u8);
        var index = JsonSerializer.SerializeToUtf8Bytes(
            new VolumeIndex
            {
                Format = 1,
                Name = "x",
                Title = "X",
                Bundle = digest,
                Volumes = [100_000],
                Head = [new IndexedFile(LockFile.Name, digest, 2, 5000)],
                Entries = [new IndexedEntry("charts/x-1.tgz", digest, 10, [new EntryPiece(1, 6000, 10)])],
            },
            VolumeJson.Default.VolumeIndex
        );
        var header = new VolumeHeader
        {
            Format = 1,
            Volume = 1,
            Volumes = 1,
            Size = VolumeHeader.End + index.Length,
            Bundle = digest,
            Index = new IndexedFile(".wsm/index.json", Digest.Of(index), index.Length, VolumeHeader.End),
        };
        return [.. header.Write(), .. index];
    }
}
