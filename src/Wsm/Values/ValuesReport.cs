using Wsm.Values.Presence;

namespace Wsm.Values;

/// <summary>What was worked out: the files, and how far they are proved.</summary>
/// <param name="Next">Commands to type now.</param>
/// <param name="Missing">What only the person can fill in, and where.</param>
internal sealed record ValuesReport(
    IReadOnlyList<EmittedFile> Files,
    IReadOnlyList<ProofEntry> Proof,
    IReadOnlyList<string> Next,
    IReadOnlyList<string> Missing
)
{
    /// <summary>What the person's own values say that is replaced, or that nothing asks for.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public RegistryCheck Registry { get; private init; } = RegistryCheck.None;

    /// <summary>Images that containers run and that nothing brings inside.</summary>
    public IReadOnlyList<ProofEntry> Unproved =>
        [.. Proof.Where(entry => entry is { Status: ProofStatus.Unproved, Candidate: false, IsAbsent: false })];

    /// <summary>Images that the values bring inside, where the registry does not have them.</summary>
    public IReadOnlyList<ProofEntry> Absent => [.. Proof.Where(entry => entry.IsAbsent)];

    public ProofFile ProofFile =>
        new()
        {
            RegistriesAsked = Registry.Asked,
            RegistriesNotAsked = Registry.NotAsked,
            Images = Proof,
        };

    /// <summary>With the registry's word on every image.</summary>
    public ValuesReport With(RegistryCheck check) =>
        this with
        {
            Registry = check,
            Proof =
            [
                .. Proof.Select(entry =>
                    entry is { Status: not ProofStatus.Unproved, Source: { } source }
                        ? entry.With(check.FindingFor(Oci.References.ImageReference.Parse(source)))
                        : entry
                ),
            ],
        };
}
