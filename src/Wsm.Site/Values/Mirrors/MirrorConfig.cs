using Wsm.Oci.Credentials;
using Wsm.Product.Failures;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.Values.Mirrors;

/// <summary>
/// Writes the configuration by which container runtimes fetch public names from the internal registry: for images that no value reaches.
/// </summary>
internal static class MirrorConfig
{
    public const string AuthorityName = "wsm-registry-ca.crt";

    /// <exception cref="UserError">The runtime's configuration cannot express where some image went.</exception>
    public static IReadOnlyList<EmittedFile> Write(MirrorKind kind, IReadOnlyList<MirrorRule> rules, MirrorAccess access) =>
        kind switch
        {
            MirrorKind.Containerd =>
            [
                .. ContainerdHosts.Write(rules, access),
                .. AuthorityFile($"mirrors/certs.d/{AuthorityName}", access),
            ],
            MirrorKind.K3s => [K3sRegistries.Write(rules, access), .. AuthorityFile($"mirrors/{AuthorityName}", access)],
            MirrorKind.Crio =>
            [
                CrioRegistries.Write(rules, access),
                .. LoginsFile("mirrors/auth.json", access),
                .. rules
                    .Select(rule => rule.Host)
                    .Distinct()
                    .SelectMany(host => AuthorityFile($"mirrors/certs.d/{host.Replace(':', '_')}/ca.crt", access)),
            ],
            _ =>
            [
                OpenShiftMirrorSets.Write(rules, access),
                .. LoginsFile("mirrors/pull-secret.json", access),
                .. access.Authority is { } authority ? [OpenShiftMirrorSets.WriteAuthority(rules, authority)] : Array.Empty<EmittedFile>(),
            ],
        };

    public static UserError Inexpressible(MirrorRule rule, string runtime, string other) =>
        new(
            $"{runtime}'s mirror configuration cannot say that {rule.Registry}/{rule.Repository} is {rule.Host}/{rule.Target} beside what "
                + "it says of other images there.",
            $"Use --path-style strip or keep without a --map rule for it, or --mirror-config {other}, if that is what the nodes run."
        );

    private static IEnumerable<EmittedFile> AuthorityFile(string name, MirrorAccess access) =>
        access.Authority is { } authority ? [new EmittedFile(name, authority)] : [];

    private static IEnumerable<EmittedFile> LoginsFile(string name, MirrorAccess access) =>
        access.Logins.Count > 0 ? [new EmittedFile(name, AuthFile.Write(access.Logins), IsSecret: true)] : [];
}
