using System.CommandLine;
using Wsm.Hosting;
using Wsm.Oci;
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
    private readonly CredentialArguments _credentials = new();
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
            .. _credentials.Options,
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

        _credentials.AddRulesTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_key) is not null && result.GetValue(_certificate) is null)
            {
                result.AddError("--key-file needs --cert-file.");
            }
        });
    }

    /// <summary>Whether a user name was given for this registry, which is the one that a name without a host is for.</summary>
    public bool NamesUser(Invocation call, string registry) => _credentials.Names(call, registry, registry);

    /// <inheritdoc cref="CredentialArguments.RequireNamedHost"/>
    public void RequireNamedHost(Invocation call, string? recorded) => _credentials.RequireNamedHost(call, recorded);

    /// <param name="onlyFor">The registry that the user name is for unless the person names another. A password goes to no other.</param>
    public RegistryOptions Read(Invocation call, string? onlyFor = null)
    {
        var environment = new EnvironmentVariables(call.Context.Environment);
        return new RegistryOptions
        {
            Environment = environment,
            Credentials = _credentials.Read(call, environment, onlyFor),
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
