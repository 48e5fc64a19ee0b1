using System.CommandLine;
using Wsm.Oci;
using Wsm.Oci.Credentials;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options that say as whom registries and chart repositories are asked.</summary>
internal sealed class CredentialArguments
{
    private readonly Option<string[]> _usernames = new("--username")
    {
        Description =
            "User name for the registry, or with HOST[:PORT]= for one registry or chart repository of several (repeatable); otherwise "
            + "Docker's and Podman's login files are read.",
        HelpName = "[HOST=]NAME",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<string?> _usernameFor = new("--username-for")
    {
        Description =
            "The registry that a --username without a host is for (default: the one written to, else "
            + $"{ImageReference.DefaultRegistry}).",
        HelpName = "HOST",
    };
    private readonly Option<bool> _passwordsFromInput = new("--password-stdin")
    {
        Description = "Read the password for --username from standard input: a line for each, in their order.",
    };
    private readonly Option<string[]> _anonymous = new("--anonymous")
    {
        Description = "Ask this registry as anybody, whatever login is kept for it (repeatable).",
        HelpName = "HOST",
    };

    public IReadOnlyList<Option> Options => [_usernames, _usernameFor, _passwordsFromInput, _anonymous];

    public void AddRulesTo(Command command) =>
        command.Validators.Add(result =>
        {
            var users = result.GetValue(_usernames) ?? [];
            if (users.Length > 0 != result.GetValue(_passwordsFromInput))
            {
                result.AddError("--username and --password-stdin go together.");
            }

            if (result.GetValue(_usernameFor) is not null && users.All(user => user.Contains('=')))
            {
                result.AddError("--username-for needs a --username without a host.");
            }
        });

    /// <summary>Whether a user name was given for this registry.</summary>
    /// <param name="onlyFor">As in <see cref="Read"/>.</param>
    public bool Names(Invocation call, string registry, string onlyFor) =>
        Users(call, onlyFor).Any(user => user.Host.Equals(registry, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A password goes to no host that only a file in the bundle's folder names: no signature covers that one, and whoever carried the bundle
    /// could have written it.
    /// </summary>
    /// <param name="recorded">The registry of the push before; null where the person named one.</param>
    /// <exception cref="UserError">A user name has no host.</exception>
    public void RequireNamedHost(Invocation call, string? recorded)
    {
        if (
            recorded is not null
            && call.Get(_usernameFor) is null
            && (call.Get(_usernames) ?? []).FirstOrDefault(user => !user.Contains('=')) is { } user
        )
        {
            throw UserError.Usage(
                $"--username {user} does not say for which registry, and {recorded} is known from the record of the last push only, which no "
                    + "signature covers.",
                $"If that is the one, write --username {recorded}={user}."
            );
        }
    }

    /// <param name="onlyFor">The registry that a user name without a host is for, unless the person names another.</param>
    /// <exception cref="UserError">Two user names are for one registry, or a password is missing.</exception>
    public ICredentialSource Read(Invocation call, EnvironmentVariables environment, string? onlyFor)
    {
        ICredentialSource source = new StandardCredentials(environment);
        if (call.Get(_anonymous) is { Length: > 0 } hosts)
        {
            source = new AnonymousFor(hosts, source);
        }

        foreach (var user in Users(call, onlyFor))
        {
            var given = new GivenCredential(Credential.Basic(user.Name, ReadPassword(call, user)), user.Host, source);
            if (user.IsNamed)
            {
                call.AtEnd(() => WarnIfUnused(call, given, user));
            }

            source = given;
        }

        return source;
    }

    private List<GivenUser> Users(Invocation call, string? onlyFor)
    {
        var otherwise = call.Get(_usernameFor) ?? onlyFor ?? ImageReference.DefaultRegistry;
        var users = (call.Get(_usernames) ?? []).Select(text => GivenUser.Parse(text, otherwise)).ToList();
        return users.GroupBy(user => user.Host, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw UserError.Usage(
                $"--username gives two user names for {twice.Key}: '{twice.First().Name}' and '{twice.Last().Name}'.",
                "Give one for each; --username HOST=NAME says which it is for."
            )
            : users;
    }

    private string ReadPassword(Invocation call, GivenUser user) =>
        call.Context.In.ReadLine() is { Length: > 0 } line ? line
        : call.Get(_usernames)!.Length == 1 ? throw UserError.Usage("There was no password on standard input.")
        : throw UserError.Usage(
            $"There was no password for {user.Host} on standard input.",
            "It has a line for each --username, in their order."
        );

    /// <summary>What was named for another address than the one that is asked would otherwise never be noticed.</summary>
    private static void WarnIfUnused(Invocation call, GivenCredential given, GivenUser user)
    {
        if (!given.WasFound)
        {
            call.Console.Warn($"'{user.Name}' of --username was not used: {user.Host} asked for no password, or nothing was asked of it.");
        }
    }
}
