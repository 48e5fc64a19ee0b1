namespace Wsm.Oci.Models;

/// <summary>The parsed view of an index (Docker: manifest list).</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md</remarks>
public sealed record ImageIndex
{
    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    public string? ArtifactType { get; init; }

    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.NoAnnotations;

    /// <exception cref="ManifestException">The document is malformed.</exception>
    public static ImageIndex Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonFields.ParseDocument(bytes, "the index");
        var fields = new JsonFields(document.RootElement, "the index");
        return new ImageIndex
        {
            Manifests = fields.List("manifests", DescriptorReader.Read),
            ArtifactType = fields.OptionalString("artifactType"),
            Subject = fields.OptionalObject("subject") is { } subject ? DescriptorReader.Read(subject) : null,
            Annotations = fields.Map("annotations"),
        };
    }

    /// <summary>
    /// The first child that fits best: the exact platform, or else the newest older variant of the processor. Null when none runs there.
    /// </summary>
    public Descriptor? Find(Platform wanted) =>
        Manifests
            .Where(child => child.Platform is not null)
            .Select(child => (child, distance: wanted.DistanceTo(child.Platform!)))
            .Where(candidate => candidate.distance is not null)
            .OrderBy(candidate => candidate.distance)
            .Select(candidate => candidate.child)
            .FirstOrDefault();

    /// <summary>The platforms offered, in order, without the "unknown" ones of attestations.</summary>
    public IReadOnlyList<Platform> Platforms =>
        Manifests.Select(child => child.Platform).OfType<Platform>().Where(platform => !platform.IsUnknown).Distinct().ToList();
}
