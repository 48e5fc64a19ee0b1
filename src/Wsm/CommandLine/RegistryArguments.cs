using System.CommandLine;
using Wsm.Oci;
using Wsm.Oci.Credentials;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>The options of every command that speaks to registries or chart repositories.</summary>
internal sealed class RegistryArguments
{
    private readonly Option<string[]> _caFiles = new("--ca-file")
    {
        Description = "Trust this certificate authority too (PEM; repeatable).",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _certificateFolders = new("--cert-dir")
    {
        Description = "Read certificates from this folder, laid out as Docker's certs.d (repeatable).",
        HelpName = "DIR",
    };
    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Do not check certificates, and use plain HTTP where HTTPS is not answered.",
    };
    private readonly Option<string?> _username = new("--username")
    {
        Description = "User name for the registry; otherwise Docker's and Podman's login files are read.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _usernameFor = new("--username-for")
    {
        Description =
            $"The registry that --username is for, where the command speaks to several (default: the one written to, else {ImageReference.DefaultRegistry}).",
        HelpName = "HOST",
    };
    private readonly Option<bool> _passwordFromInput = new("--password-stdin")
    {
        Description = "Read the password for --username from standard input.",
    };

    public IReadOnlyList<Option> Options => [_caFiles, _certificateFolders, _insecure, _username, _usernameFor, _passwordFromInput];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_username) is null == result.GetValue(_passwordFromInput))
            {
                result.AddError("--username and --password-stdin go together.");
            }
        });
    }

    /// <param name="onlyFor">The registry that the user name is for unless the person names another. A password goes to no other.</param>
    public RegistryOptions Read(Call call, string? onlyFor = null)
    {
        var environment = new EnvironmentVariables(call.Context.Environment);
        return new RegistryOptions
        {
            Environment = environment,
            Credentials = Credentials(call, environment, onlyFor),
            Tls = new TlsOptions
            {
                CaFiles = Paths(call, _caFiles),
                CertificateDirectories = [.. Paths(call, _certificateFolders), .. TlsOptions.StandardCertificateDirectories(environment)],
                Insecure = call.Get(_insecure),
            },
            Retry = new RetryOptions { OnRetry = new RetryLines(call.Console, call.Context.Time).Say },
            Time = call.Context.Time,
            UserAgent = $"wsm/{ProgramVersion.Number}",
            Log = call.Console.Verbosity >= Verbosity.Verbose ? call.Console.Detail : null,
        };
    }

    private ICredentialSource Credentials(Call call, EnvironmentVariables environment, string? onlyFor)
    {
        var stored = new StandardCredentials(environment);
        if (call.Get(_username) is not { } username)
        {
            return stored;
        }

        var password = call.Context.In.ReadLine() is { Length: > 0 } line
            ? line
            : throw UserError.Usage("There was no password on standard input.");
        return new GivenCredential(
            Credential.Basic(username, password),
            call.Get(_usernameFor) ?? onlyFor ?? ImageReference.DefaultRegistry,
            stored
        );
    }

    private static List<string> Paths(Call call, Option<string[]> option) => [.. (call.Get(option) ?? []).Select(call.Context.PathOf)];
}
