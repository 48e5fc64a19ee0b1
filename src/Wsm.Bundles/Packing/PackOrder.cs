using Wsm.Oci.References;

namespace Wsm.Bundles.Packing;

/// <summary>How a bundle is to be packed.</summary>
/// <param name="Path">The file to write; volumes get their numbers before its extension.</param>
/// <param name="VolumeSize">The most bytes that a volume may have; null for one file.</param>
public sealed record PackOrder(string Path, long? VolumeSize)
{
    /// <summary><c>wandb.wsm</c> stays or becomes <c>wandb.003.wsm</c>.</summary>
    internal string PathOf(int volume, int count)
    {
        if (VolumeSize is null)
        {
            return Path;
        }

        var digits = count > 999 ? "D4" : "D3";
        return System.IO.Path.ChangeExtension(Path, null)
            + "."
            + volume.ToString(digits, System.Globalization.CultureInfo.InvariantCulture)
            + System.IO.Path.GetExtension(Path);
    }
}

/// <param name="Written">Bytes that were written.</param>
/// <param name="Kept">Bytes that were there from an earlier run and proved right.</param>
public sealed record PackReport(IReadOnlyList<PackedVolume> Volumes, long Written, long Kept);

/// <param name="Digest">The volume's own SHA-256, which stands at its end.</param>
public sealed record PackedVolume(string File, long Size, Digest Digest);
