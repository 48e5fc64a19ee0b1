using Wsm.Bundles.Planning;
using Wsm.Oci.References;

namespace Wsm.Bundles.Checking;

/// <summary>What there is to check of the images in one of the bundle's layouts.</summary>
internal interface IImageCheck : IDisposable
{
    /// <summary>Checks everything around the blobs, and gives the blobs to hash.</summary>
    IEnumerable<Piece> Pieces();

    /// <summary>Every file that belongs there.</summary>
    IEnumerable<string> KnownFiles();

    long BytesRead { get; }
}

/// <summary>One blob to hash.</summary>
/// <param name="HasChecksum">Whether the place keeps a CRC-32 of it.</param>
internal sealed record Piece(string Item, string File, Digest Digest, long Size, IBlobPlace Place, bool HasChecksum);
