using Wsm.Oci;
using Wsm.Oci.Credentials;

namespace Wsm.Commands.Doctor;

/// <summary>Which credentials are there, by name, and whether what keeps them works.</summary>
internal static class CredentialCheck
{
    private const string Subject = "credentials";

    public static async Task<IReadOnlyList<DoctorFinding>> LookAsync(
        EnvironmentVariables environment,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var places = await new CredentialInventory(environment, patience).ListAsync(cancellationToken).ConfigureAwait(false);
        return places.Count == 0
            ? [new DoctorFinding(Subject, Severity.Good, "none; registries are asked anonymously ('wsm login HOST' keeps one)")]
            : [.. places.Select(Judge)];
    }

    private static DoctorFinding Judge(CredentialPlace place) =>
        place switch
        {
            { Problem: { } problem } => new DoctorFinding(
                Subject,
                Severity.Blocking,
                problem,
                "Every command that asks a registry would stop at this; repair it, or remove it from the configuration."
            ),
            { Registries.Count: 0 } => DoctorFinding.Good(Subject, $"{place.Name} has none"),
            _ => DoctorFinding.Good(Subject, $"{place.Name} has those for {string.Join(", ", place.Registries)}"),
        };
}
