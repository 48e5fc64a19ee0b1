using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>What a manifest or an index says of a piece of content.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md</remarks>
public sealed record Descriptor
{
    public required string MediaType { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    public Platform? Platform { get; init; }

    public string? ArtifactType { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = NoAnnotations;

    /// <summary>Other places the content may be had from; set on foreign layers.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    internal static IReadOnlyDictionary<string, string> NoAnnotations { get; } = new Dictionary<string, string>();

    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> content) =>
        new()
        {
            MediaType = mediaType,
            Digest = Digest.Of(content),
            Size = content.Length,
        };

    /// <summary>The same content, whatever else is said of it.</summary>
    public bool Equals(Descriptor? other) =>
        other is not null && Digest == other.Digest && Size == other.Size && MediaType == other.MediaType;

    public override int GetHashCode() => Digest.GetHashCode();

    public override string ToString() => $"{Digest} ({MediaType}, {Size} bytes)";
}
