namespace Wsm.Product.Dependencies;

/// <summary>A chart whose dependencies name another repository than when it was published.</summary>
/// <param name="Archive">The chart packed anew, with other bytes.</param>
/// <param name="Inner">The charts that it brings along and now names there, and what those bring along.</param>
/// <param name="Left">Dependencies that name a public place still, because the chart does not bring them along.</param>
public sealed record RewrittenChart(ReadOnlyMemory<byte> Archive, IReadOnlyList<InnerChart> Inner, IReadOnlyList<string> Left);

/// <summary>A chart that another one brings along, packed by itself.</summary>
public sealed record InnerChart(string Name, string Version, ReadOnlyMemory<byte> Archive);
