using System.Text;
using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Inventories;

/// <summary>Reads what a person names as known to be at the receiver: an inventory in either form, a bundle, or a bundle's lock.</summary>
public static class InventoryReader
{
    private const long LargestFile = 64 << 20;

    /// <exception cref="UserError">It is none of these, or it is damaged.</exception>
    public static Inventory Read(string path, LockVerifier? gate = null)
    {
        if (Directory.Exists(path))
        {
            return OfBundle(path, gate);
        }

        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw UserError.Usage($"There is no inventory '{path}'.", RemedyKind.TakeInventory);
            }

            if (file.Length > LargestFile || Opening(path) is not { } text)
            {
                return OfBundle(path, gate);
            }

            if (text.StartsWith('{'))
            {
                return OfJson(RegularFile.ReadAll(path, LargestFile), path, gate);
            }

            text = File.ReadAllText(path);
            return InventoryTextReader.Knows(text) ? InventoryTextReader.Read(text, path) : throw Unknown(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The inventory cannot be read: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }

    /// <summary>The first characters, without blanks before them; null when the file is not text.</summary>
    private static string? Opening(string path)
    {
        using var file = new FileStream(RegularFile.Open(path), FileAccess.Read, 1);
        var bytes = new byte[1024];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes.AsSpan(0, read).Contains((byte)0)
            ? null
            : Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
    }

    private static Inventory OfBundle(string path, LockVerifier? gate) => BundleInventory.Of(LockReader.Read(path, gate));

    private static Inventory OfJson(byte[] bytes, string path, LockVerifier? gate)
    {
        // Windows' own tools put a mark before text.
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (!document.RootElement.TryGetProperty("places", out _))
            {
                return OfBundle(path, gate);
            }

            var inventory = document.Deserialize(InventoryJson.Default.Inventory);
            if (inventory is not { ApiVersion: Inventory.CurrentVersion, Kind: Inventory.KindWord })
            {
                throw Unknown(path);
            }

            JsonLists.NoGaps(inventory.Places, "places");
            foreach (var place in inventory.Places)
            {
                JsonLists.NoGaps(place.Blobs, $"blobs of {place.Repository}");
            }

            foreach (var digest in inventory.Places.SelectMany(place => place.Blobs))
            {
                _ = Digest.Parse(digest);
            }

            return inventory;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new UserError(
                $"The inventory '{path}' is damaged: {error.Message}",
                "Copy the file again from where it was made.",
                FailureKind.Usage,
                error
            );
        }
    }

    private static UserError Unknown(string path) =>
        UserError.Usage($"'{path}' is not an inventory that this wsm can read.", RemedyKind.TakeReadableInventory);
}
