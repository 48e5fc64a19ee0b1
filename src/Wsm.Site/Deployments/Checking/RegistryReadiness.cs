using Wsm.Product.Wording;
using Wsm.Site.Relocations;
using Wsm.Site.Values.Presence;

namespace Wsm.Site.Deployments.Checking;

/// <summary>Asks the registry inside whether it holds every image of the bundle.</summary>
public static class RegistryReadiness
{
    private const string Subject = "registry";

    public static async Task<IReadOnlyList<DeploymentFinding>> CheckAsync(
        PresenceQuery question,
        Relocation relocation,
        CancellationToken cancellationToken
    )
    {
        var check = await RegistryProbe.AskAsync(question, relocation, byDigest: false, cancellationToken);
        var wrong = check
            .Findings.Where(found => found.Value.Answer is RegistryAnswer.Missing or RegistryAnswer.Differs)
            .Select(found => new DeploymentFinding(PreflightVerdict.Problem, Subject, $"{found.Key.AsWritten}: {found.Value.Problem}"))
            .ToList();
        var present = check.Findings.Count(found => found.Value.Answer == RegistryAnswer.Present);
        return
        [
            .. wrong,
            .. check.NotAsked.Select(reason => new DeploymentFinding(PreflightVerdict.Warning, Subject, reason)),
            .. present > 0 && wrong.Count == 0
                ?
                [
                    new DeploymentFinding(
                        PreflightVerdict.Good,
                        Subject,
                        $"{Counted.Text(present, "image")} of the bundle at {string.Join(", ", check.Asked)}"
                    ),
                ]
                : Array.Empty<DeploymentFinding>(),
        ];
    }
}
