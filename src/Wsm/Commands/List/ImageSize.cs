using Wsm.Oci.References;

namespace Wsm.Commands.List;

/// <summary>What a registry says about an image.</summary>
/// <param name="Digest">Null when the registry does not have the image.</param>
/// <param name="Bytes">Compressed size for the platforms that were asked for, everything shared within the image counted once.</param>
/// <param name="Platforms">The platforms that were counted.</param>
/// <param name="Problem">Why there is no digest.</param>
internal sealed record ImageSize(Digest? Digest, long Bytes, IReadOnlyList<string> Platforms, string? Problem = null);
