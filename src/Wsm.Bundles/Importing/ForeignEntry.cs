using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>A file in an archive, or in a folder, that others made.</summary>
/// <param name="OpenAt">From an offset to its end, unverified; may be called by several threads.</param>
internal sealed record ForeignEntry(long Size, Func<long, Stream> OpenAt)
{
    /// <exception cref="ContentException">It is larger than <paramref name="most"/>, or cannot be read.</exception>
    public byte[] ReadDocument(string name, int most)
    {
        if (Size > most)
        {
            throw new ContentException($"{name} is {Size} bytes long; no such document is so large");
        }

        var bytes = new byte[Size];
        using var stream = OpenAt(0);
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? bytes
            : throw new ContentException($"{name} is cut off");
    }
}
