using Wsm.Oci;
using Wsm.Oci.Credentials;
using Wsm.Terminal;

namespace Wsm.Doctor;

/// <summary>Which credentials are there, by name, and whether what keeps them works.</summary>
internal static class CredentialCheck
{
    private const string Subject = "credentials";

    public static async Task<IReadOnlyList<Finding>> LookAsync(
        EnvironmentVariables environment,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var places = await new CredentialInventory(environment, patience).ListAsync(cancellationToken).ConfigureAwait(false);
        return places.Count == 0
            ? [new Finding(Subject, Severity.Good, "none; registries are asked anonymously ('wsm login HOST' keeps one)")]
            : [.. places.Select(Judge)];
    }

    private static Finding Judge(CredentialPlace place) =>
        place switch
        {
            { Problem: { } problem } => new Finding(
                Subject,
                Severity.Blocking,
                problem,
                "Every command that asks a registry would stop at this; mend it, or take it out of the configuration."
            ),
            { Registries.Count: 0 } => Finding.Good(Subject, $"{place.Name} has none"),
            _ => Finding.Good(Subject, $"{place.Name} has those for {string.Join(", ", place.Registries)}"),
        };
}
