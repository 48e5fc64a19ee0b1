using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Sharding;

/// <summary>
/// Which shard brings which blob. The largest is given out first, each to the shard that has the fewest bytes so far, so that machines
/// which know the same blobs come to the same answer without speaking to one another.
/// </summary>
public sealed class ShardAssignment
{
    private readonly Dictionary<Digest, int> _shards = [];
    private readonly long[] _bytes;
    private readonly int[] _counts;

    private ShardAssignment(int count) => (_bytes, _counts) = (new long[count], new int[count]);

    /// <param name="blobs">May name one several times.</param>
    public static ShardAssignment Of(IEnumerable<Descriptor> blobs, int count)
    {
        var made = new ShardAssignment(count);
        foreach (
            var blob in blobs
                .DistinctBy(blob => blob.Digest)
                .OrderByDescending(blob => blob.Size)
                .ThenBy(blob => blob.Digest.ToString(), StringComparer.Ordinal)
        )
        {
            made.Give(blob);
        }

        return made;
    }

    /// <summary>The shard that brings the blob.</summary>
    public int this[Digest digest] => _shards[digest];

    /// <summary>The sizes of a shard's blobs together.</summary>
    public long BytesOf(int shard) => _bytes[shard];

    /// <summary>How many blobs a shard brings.</summary>
    public int BlobsOf(int shard) => _counts[shard];

    private void Give(Descriptor blob)
    {
        var least = 0;
        for (var shard = 1; shard < _bytes.Length; shard++)
        {
            if ((_bytes[shard], _counts[shard]).CompareTo((_bytes[least], _counts[least])) < 0)
            {
                least = shard;
            }
        }

        _shards[blob.Digest] = least;
        _bytes[least] += blob.Size;
        _counts[least]++;
    }
}
