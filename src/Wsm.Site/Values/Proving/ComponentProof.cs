namespace Wsm.Site.Values.Proving;

/// <summary>What the last rendering of one component shows.</summary>
/// <param name="WithoutPullSecret">Workloads that do not get the pull secrets, each with its service account.</param>
internal sealed record ComponentProof(
    IReadOnlyList<ProofEntry> Entries,
    IReadOnlyList<(string Document, string Account)> WithoutPullSecret
);
