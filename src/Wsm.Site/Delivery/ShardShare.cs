using Wsm.Oci.References;

namespace Wsm.Site.Delivery;

/// <summary>A shard's share of a delivery.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Plan">Equal for shards that worked on the same images.</param>
/// <param name="Blobs">How many this shard brings.</param>
/// <param name="Bytes">Their sizes together.</param>
public sealed record ShardShare(int Index, int Count, Digest Plan, int Blobs, long Bytes);
