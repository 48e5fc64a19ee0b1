using System.IO.Hashing;

namespace Wsm.Bundles.Planning;

/// <summary>
/// Where one blob is, or is to be, on disk. What is there from an earlier run is only ever a candidate: its digest decides.
/// </summary>
internal interface IBlobPlace
{
    /// <summary>Whether a CRC-32 of the content stands beside it, so that one must be computed.</summary>
    bool HasChecksum { get; }

    /// <summary>How many bytes from the start look as if they had been written as a whole.</summary>
    long WrittenExtent();

    /// <summary>Reads bytes inside the extent; fewer than asked for where it turns out to be shorter.</summary>
    int Read(long offset, Memory<byte> buffer);

    void Write(long offset, ReadOnlyMemory<byte> content);

    /// <summary>Whether everything around the content is there too.</summary>
    /// <param name="crc">Of the whole content; stays as it is, for it is asked for every place.</param>
    bool IsFinished(Crc32 crc);

    /// <param name="crc">As for <see cref="IsFinished"/>.</param>
    void Finish(Crc32 crc);

    /// <summary>Makes the extent 0, because what was written is wrong.</summary>
    void Reset();
}
