using Wsm.Oci.References;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Proving;

namespace Wsm.Site.Values;

/// <summary>What was worked out: the files, and how far they are proved.</summary>
/// <param name="Next">Commands to type now.</param>
/// <param name="Missing">What only the person can fill in, and where.</param>
public sealed record ValuesReport(
    IReadOnlyList<EmittedFile> Files,
    IReadOnlyList<ProofEntry> Proof,
    IReadOnlyList<string> Next,
    IReadOnlyList<string> Missing
)
{
    /// <summary>What the person's own values say that is replaced, or that nothing asks for.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The cluster that the charts were rendered for.</summary>
    public ProofCluster? Cluster { get; init; }

    public RegistryCheck Registry { get; private init; } = RegistryCheck.None;

    /// <summary>
    /// Images that nothing brings inside: those that containers run, and those that something may start by a name in its settings. What
    /// only a test of helm's would start is none of them.
    /// </summary>
    public IReadOnlyList<ProofEntry> Unproved => [.. Proof.Where(entry => entry is { IsOpen: true, IsAbsent: false })];

    /// <summary>Images that the values bring inside, where the registry does not have them.</summary>
    public IReadOnlyList<ProofEntry> Absent => [.. Proof.Where(entry => entry is { IsAbsent: true, IsStarted: true })];

    /// <summary>Images that the documents name inside, and for which no registry was asked.</summary>
    public IReadOnlyList<ProofEntry> Unasked => [.. Proof.Where(entry => entry.IsUnasked)];

    public ProofFile ProofFile =>
        new()
        {
            RegistriesAsked = Registry.Asked,
            RegistriesNotAsked = Registry.NotAsked,
            Cluster = Cluster,
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
                    entry is { Status: not (ProofStatus.Unproved or ProofStatus.Excluded), Source: { } source }
                        ? entry.With(check.FindingFor(ImageReference.Parse(source)))
                        : entry
                ),
            ],
        };
}
