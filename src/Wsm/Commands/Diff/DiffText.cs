using Wsm.Bundles.Locks;
using Wsm.Oci.Models;
using Wsm.Product.Wording;

namespace Wsm.Commands.Diff;

/// <summary>A difference in words.</summary>
internal static class DiffText
{
    public static void Write(BundleDiff diff, string older, string newer, TextWriter output)
    {
        if (diff.IsEmpty)
        {
            output.WriteLine($"{older} and {newer} hold the same images and charts.");
            return;
        }

        output.WriteLine($"Changed from {older} to {newer}:");
        foreach (var image in diff.Added)
        {
            Write(
                image,
                $"+ image {image.Name} {image.To} ({ByteSize.Text(image.Bytes)}, {ByteSize.Text(image.NewBytes)} of it new)",
                output
            );
        }

        foreach (var image in diff.Removed)
        {
            Write(image, $"- image {image.Name} {image.From} ({ByteSize.Text(image.Bytes)})", output);
        }

        foreach (var image in diff.Changed)
        {
            Write(
                image,
                $"~ image {image.Name} {Versions(image)} ({ByteSize.Text(image.Bytes)}, {ByteSize.Text(image.NewBytes)} of it new)",
                output
            );
        }

        diff.Charts.Write("chart", output);
        output.WriteLine($"A delta carries {Count(diff.Delta)}; all of {newer} is {Count(diff.Whole)}.");
    }

    private static void Write(ImageChange image, string line, TextWriter output)
    {
        output.WriteLine($"  {line}");
        foreach (var blob in image.NewBlobs)
        {
            output.WriteLine($"      {blob.Digest.ShortHex}  {ByteSize.Text(blob.Size), 10}  {Word(blob)}");
        }
    }

    private static string Versions(ImageChange image) =>
        image.From == image.To ? $"{image.To}: {image.FromDigest!.ShortHex} → {image.ToDigest!.ShortHex}" : $"{image.From} → {image.To}";

    private static string Count(BlobSum sum) => $"{sum.Blobs} {(sum.Blobs == 1 ? "blob" : "blobs")}, {ByteSize.Text(sum.Bytes)}";

    private static string Word(LockedContent blob) =>
        blob.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig ? "configuration" : "layer";
}
