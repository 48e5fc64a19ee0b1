using Wsm.Oci.References;

namespace Wsm.Site.Values.Presence;

/// <summary>What came of asking the registries inside.</summary>
public sealed record RegistryCheck
{
    /// <summary>Nobody was asked, and nobody wanted it.</summary>
    public static RegistryCheck None { get; } = new();

    /// <summary>By the image's public reference.</summary>
    public IReadOnlyDictionary<ImageReference, RegistryFinding> Findings { get; init; } = new Dictionary<ImageReference, RegistryFinding>();

    /// <summary>Registries that answered.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>Why others did not, as sentences.</summary>
    public IReadOnlyList<string> NotAsked { get; init; } = [];

    public RegistryFinding FindingFor(ImageReference source) => Findings.GetValueOrDefault(source) ?? RegistryFinding.NotAsked;
}

/// <param name="Digest">The bundle's, when the registry was to have it.</param>
/// <param name="Problem">What is wrong, to stand behind "…: ".</param>
public sealed record RegistryFinding(RegistryAnswer Answer, Digest? Digest = null, string? Problem = null)
{
    public static RegistryFinding NotAsked { get; } = new(RegistryAnswer.NotAsked);
}
