using Wsm.Oci.Credentials;
using Wsm.Product.Failures;

namespace Wsm.Site.Values.Mirrors;

/// <summary>Finds the logins by which nodes fetch from the registries inside: those that wsm itself would use there.</summary>
internal static class MirrorLogins
{
    /// <summary>One for each host that has one.</summary>
    /// <exception cref="UserError">There is none, one is of no use to nodes, or parts of one registry have different ones.</exception>
    public static async Task<IReadOnlyDictionary<string, Credential>> FindAsync(
        IReadOnlyList<MirrorRule> rules,
        ICredentialSource source,
        CancellationToken cancellationToken
    )
    {
        var logins = new Dictionary<string, Credential>();
        foreach (var rule in rules)
        {
            if (await source.FindAsync(rule.Host, rule.Target, cancellationToken) is not { } found)
            {
                continue;
            }

            if (found.IdentityToken is not null)
            {
                throw new UserError(
                    $"The login for {rule.Host} is an identity token, and nodes take user name and password only.",
                    Form(rule.Host)
                );
            }

            if (logins.TryGetValue(rule.Host, out var other) && (other.Username, other.Password) != (found.Username, found.Password))
            {
                throw new UserError(
                    $"Repositories of {rule.Host} have different logins, and nodes take one for the whole registry.",
                    Form(rule.Host)
                );
            }

            logins[rule.Host] = found;
        }

        return logins.Count > 0 || rules.Count == 0
            ? logins
            : throw new UserError(
                $"--mirror-credentials finds no login for {string.Join(" or ", rules.Select(rule => rule.Host).Distinct())}.",
                $"{Form(rules[0].Host)} Leave the option out where nobody is asked for a password."
            );
    }

    /// <summary>Hosts that have a login.</summary>
    public static async Task<IReadOnlySet<string>> HostsAsync(
        IReadOnlyList<MirrorRule> rules,
        ICredentialSource source,
        CancellationToken cancellationToken
    )
    {
        var hosts = new HashSet<string>();
        foreach (var rule in rules)
        {
            try
            {
                if (await source.FindAsync(rule.Host, rule.Target, cancellationToken) is not null)
                {
                    hosts.Add(rule.Host);
                }
            }
            catch (CredentialException)
            {
                // Nobody asked for a login to be written, so a file or helper that cannot be read stops nothing.
            }
        }

        return hosts;
    }

    private static string Form(string host) =>
        $"Give a user that may pull, with --username {host}=NAME and --password-stdin, or with 'wsm login {host}'.";
}
