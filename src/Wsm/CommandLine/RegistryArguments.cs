using System.CommandLine;
using Wsm.Hosting;
using Wsm.Oci;
using Wsm.Oci.Credentials;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Origins;
using Wsm.Product.Failures;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>The options of every command that speaks to registries or chart repositories.</summary>
internal sealed class RegistryArguments
{
    private const int MostRetries = 100;

    private readonly Option<string[]> _caFiles = new("--ca-file")
    {
        Description = "Also trust this certificate authority (PEM; repeatable).",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _certificateFolders = new("--cert-dir")
    {
        Description = "Read certificates from this folder, laid out as Docker's certs.d (repeatable).",
        HelpName = "DIR",
    };
    private readonly Option<string?> _certificate = new("--cert-file")
    {
        Description = "Show this client certificate to servers that ask for one (PEM, intermediates behind it).",
        HelpName = "FILE",
    };
    private readonly Option<string?> _key = new("--key-file")
    {
        Description = "The private key of --cert-file (PEM; default: in the same file).",
        HelpName = "FILE",
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
            "The registry that --username is for, where the command talks to several (default: the one written to, else "
            + $"{ImageReference.DefaultRegistry}).",
        HelpName = "HOST",
    };
    private readonly Option<bool> _passwordFromInput = new("--password-stdin")
    {
        Description = "Read the password for --username from standard input.",
    };

    private readonly Option<string[]> _anonymous = new("--anonymous")
    {
        Description = "Ask this registry as anybody, whatever login is kept for it (repeatable).",
        HelpName = "HOST",
    };
    private readonly Option<string[]> _realms = new("--allow-realm")
    {
        Description = "Also send a registry's credentials to this token server, which is in another domain (repeatable).",
        HelpName = "HOST",
    };
    private readonly Option<int> _retries = new("--retries")
    {
        Description = "How often a request that failed in passing is tried again.",
        HelpName = "N",
        DefaultValueFactory = _ => new RetryOptions().MaxRetries,
    };

    private readonly Option<string[]> _sourceMaps = new("--source-map")
    {
        Description =
            "Fetch images from another place than their names say: 'docker.io/*=artifactory.corp/docker-remote/*' (repeatable; the first "
            + "match applies). Names stay what they are.",
        HelpName = "PATTERN=PLACE",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<string?> _registriesConf = new("--registries-conf")
    {
        Description =
            "Mirrors to fetch from, as in podman's registries.conf (default: the machine's own, and Docker's registry-mirrors; 'none' for "
            + "none).",
        HelpName = "FILE",
    };

    public RegistryArguments() =>
        _retries.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MostRetries)
            {
                result.AddError($"--retries takes a number from 0 to {MostRetries}.");
            }
        });

    public IReadOnlyList<Option> Options =>
        [
            _caFiles,
            _certificateFolders,
            _certificate,
            _key,
            _insecure,
            _username,
            _usernameFor,
            _passwordFromInput,
            _anonymous,
            _realms,
            _retries,
            _sourceMaps,
            _registriesConf,
        ];

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

            if (result.GetValue(_key) is not null && result.GetValue(_certificate) is null)
            {
                result.AddError("--key-file needs --cert-file.");
            }
        });
    }

    /// <summary>The user name that was given; null where none was.</summary>
    public string? ReadUser(Invocation call) => call.Get(_username);

    /// <param name="onlyFor">The registry that the user name is for unless the person names another. A password goes to no other.</param>
    public RegistryOptions Read(Invocation call, string? onlyFor = null)
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
                ClientCertificateFile = call.GetPath(_certificate),
                ClientKeyFile = call.GetPath(_key),
                Insecure = call.Get(_insecure),
            },
            TrustedRealms = call.Get(_realms) ?? [],
            Retry = new RetryOptions { MaxRetries = call.Get(_retries), OnRetry = new RetryLines(call.Console, call.Context.Time).Say },
            Origins = [.. (call.Get(_sourceMaps) ?? []).Select(ReadSourceMap), .. MachineMirrors.Read(call, call.Get(_registriesConf))],
            Time = call.Context.Time,
            UserAgent = $"wsm/{ProgramVersion.Number}",
            Log = call.Console.Verbosity >= Verbosity.Verbose ? call.Console.Detail : null,
        };
    }

    private ICredentialSource Credentials(Invocation call, EnvironmentVariables environment, string? onlyFor)
    {
        ICredentialSource stored = new StandardCredentials(environment);
        if (call.Get(_anonymous) is { Length: > 0 } hosts)
        {
            stored = new AnonymousFor(hosts, stored);
        }

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

    private static OriginRule ReadSourceMap(string text)
    {
        const string Form = "Write PATTERN=PLACE, for example 'docker.io/*=artifactory.example.com/docker-remote/*'.";
        var at = text.IndexOf('=');
        try
        {
            return at > 0
                ? OriginRule.Create(text[..at].Trim(), text[(at + 1)..].Trim().TrimEnd('/'))
                : throw UserError.Usage($"--source-map '{text}' has no '=' between a pattern and a place.", Form);
        }
        catch (FormatException wrong)
        {
            throw new UserError($"--source-map '{text}' is not a rule: {wrong.Message}.", Form, FailureKind.Usage, wrong);
        }
    }

    private static List<string> Paths(Invocation call, Option<string[]> option) =>
        [.. (call.Get(option) ?? []).Select(call.Context.PathOf)];
}
