using System.CommandLine;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Site.Values;
using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases;
using Wsm.Site.WeightsAndBiases.Migration;

namespace Wsm.CommandLine;

/// <summary>The options that say what stands in the values that are written, and what is written beside them.</summary>
internal sealed class EmissionArguments
{
    private const string FromStore = "store";
    private const string FromConfigMap = "configmap";

    private readonly Option<string> _chartSource = new("--chart-source")
    {
        Description = "Where the operator takes the W&B chart from: the chart store of --charts, or a ConfigMap that is also written.",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => FromStore,
    };
    private readonly Option<string?> _chartsUrl = new("--charts-url")
    {
        Description = "The chart store's address as the cluster knows it, where --charts is a folder or another address.",
        HelpName = "URL",
    };
    private readonly Option<string?> _name = new("--name")
    {
        Description = "The name of the custom resource (default: the catalog's, or that of a resource given with -f).",
        HelpName = "NAME",
    };
    private readonly Option<bool> _byDigest = new("--by-digest") { Description = "Pin every image by its digest (from a bundle)." };
    private readonly Option<string[]> _pullSecrets = new("--pull-secret")
    {
        Description = "The name of an image pull secret (repeatable).",
        HelpName = "NAME",
    };
    private readonly Option<string?> _trust = new("--trust-ca")
    {
        Description = "CA certificates that the product must trust, PEM; several in one file are split.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _mirror = new("--mirror-config")
    {
        Description = "Also write what makes nodes fetch public names from inside: containerd, k3s, crio or openshift.",
        HelpName = "RUNTIME",
    };
    private readonly Option<bool> _mirrorCredentials = new("--mirror-credentials")
    {
        Description =
            "With --mirror-config: also write the login for the registry that nodes pull from, the one wsm itself would use there "
            + "(--username HOST=NAME names one that may only pull).",
    };
    private readonly Option<bool> _plainHttp = new("--plain-http")
    {
        Description = "The registry speaks plain HTTP: what is written says so (found out where the registry answers).",
    };
    private readonly Option<string?> _fromHelm = new("--from-helm")
    {
        Description =
            "Take over the settings of a running installation: the output of 'helm get values', of 'kubectl get deployment wandb -o yaml', "
            + "of 'kubectl get wandb -o yaml', or of 'kubectl get secret wandb-spec-user -o yaml' (what was set in the System Console).",
        HelpName = "FILE",
    };
    private readonly Option<bool> _noRegistryCheck = new("--no-registry-check")
    {
        Description = "Do not ask the registry whether it holds every image: what is rendered only then suffices for exit code 0.",
    };

    private readonly bool _writesFiles;

    /// <param name="writesFiles">Whether what is made goes into files; else straight into a cluster, where no node reads anything.</param>
    public EmissionArguments(bool writesFiles = true)
    {
        _writesFiles = writesFiles;
        AddressSecrets.RefuseIn(_chartsUrl);
        _chartSource.AcceptOnlyFromAmong(FromStore, FromConfigMap);
        _mirror.AcceptOnlyFromAmong([.. Enum.GetNames<MirrorKind>().Select(name => name.ToLowerInvariant())]);
    }

    public IReadOnlyList<Option> Options =>
        [
            _chartSource,
            _chartsUrl,
            _name,
            _byDigest,
            _pullSecrets,
            _trust,
            .. _writesFiles ? [_mirror, _mirrorCredentials] : Array.Empty<Option>(),
            _plainHttp,
            _fromHelm,
            _noRegistryCheck,
        ];

    /// <summary>Those that change what is made, and not only what is asked.</summary>
    public IEnumerable<Option> ContentOptions => Options.Where(option => option != _noRegistryCheck);

    public bool SkipsRegistry(Invocation call) => call.Get(_noRegistryCheck);

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (_writesFiles && result.GetValue(_mirrorCredentials) && result.GetValue(_mirror) is null)
            {
                result.AddError("--mirror-credentials goes with --mirror-config.");
            }
        });
    }

    /// <summary>The request with everything that these options say.</summary>
    /// <param name="registries">How the chart store is reached.</param>
    /// <param name="targetNamespace">Where the custom resource is to be; null for where the catalog says.</param>
    /// <exception cref="UserError">A file is missing or malformed.</exception>
    public async Task<ValuesRequest> FillAsync(
        ValuesRequest request,
        Invocation call,
        RegistryOptions registries,
        string? targetNamespace,
        CancellationToken cancellationToken
    )
    {
        var given = GivenSettings.Of(
            request.UserValues,
            [.. request.Set.Components.Select(component => component.Name)],
            Emits.GenerationOf(request.Set.Components.Select(component => component.Emit))
        );
        foreach (var note in given.Notes)
        {
            call.Console.Warn(note);
        }

        var old = call.Get(_fromHelm) is { } oldFile
            ? OldInstallation.Read(
                await ReadAsync(call.Context.PathOf(oldFile), cancellationToken),
                oldFile,
                request.Set.Components.FirstOrDefault(component => component.Emit?.Kind == EmitKind.WeightsAndBiases)?.Chart?.Version
            )
            : null;
        foreach (var note in old?.Notes ?? [])
        {
            call.Console.Warn(note);
        }

        var identity = given.Resource ?? old?.Resource;
        var charts = call.Get(_chartsUrl) is { Length: > 0 } url ? url : request.Charts;
        var question = call.Get(_noRegistryCheck) ? null : request.Question;
        return request with
        {
            UserValues = given.Layers,
            Resource =
                call.Get(_name) is null && targetNamespace is null
                    ? identity
                    : (identity ?? new ResourceIdentity(null, null)) with
                    {
                        Name = call.Get(_name) ?? identity?.Name,
                        Namespace = targetNamespace ?? identity?.Namespace,
                    },
            Charts = charts,
            StoreAccess = await ChartStoreQuestion.AskAsync(charts, registries, cancellationToken),
            ChartFromConfigMap = call.Get(_chartSource) == FromConfigMap,
            ByDigest = call.Get(_byDigest),
            PullSecrets = call.Get(_pullSecrets) ?? [],
            Certificates = call.GetPath(_trust) is { } file ? CertificateBundle.Split(await ReadAsync(file, cancellationToken), file) : [],
            Mirror = _writesFiles && call.Get(_mirror) is { } kind ? Enum.Parse<MirrorKind>(kind, ignoreCase: true) : null,
            WritesMirrorCredentials = _writesFiles && call.Get(_mirrorCredentials),
            Credentials = registries.Credentials,
            PlainHttp =
                call.Get(_plainHttp)
                || (
                    question is not null
                    && await ChartStoreQuestion.SpeaksPlainHttpAsync(charts, request.Relocation.PullHost, registries, cancellationToken)
                ),
            RegistryAuthority = registries.Tls.CaFiles is { Count: > 0 } authorities
                ? string.Join('\n', await Task.WhenAll(authorities.Select(authority => ReadAsync(authority, cancellationToken))))
                : null,
            OldSettings = old?.Layer,
            Question = question,
            SkipsRegistry = call.Get(_noRegistryCheck),
        };
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : throw UserError.Usage($"There is no file {file}.");
}
