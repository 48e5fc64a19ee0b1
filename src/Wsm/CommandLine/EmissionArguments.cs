using System.CommandLine;
using Wsm.Values;
using Wsm.Values.Migration;
using Wsm.Values.Mirrors;

namespace Wsm.CommandLine;

/// <summary>The options that say what stands in the values that are written, and what is written beside them.</summary>
internal sealed class EmissionArguments
{
    private const string FromStore = "store";
    private const string FromConfigMap = "configmap";

    private readonly Option<string> _chartSource = new("--chart-source")
    {
        Description = "Where the operator takes the W&B chart from: the chart store of --charts, or a ConfigMap that is written too.",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => FromStore,
    };
    private readonly Option<string?> _chartsUrl = new("--charts-url")
    {
        Description = "The chart store's address as the cluster knows it, where --charts is a folder or another address.",
        HelpName = "URL",
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
    private readonly Option<bool> _plainHttp = new("--plain-http")
    {
        Description = "The registry speaks plain HTTP; mirror configuration says so.",
    };
    private readonly Option<string?> _fromHelm = new("--from-helm")
    {
        Description =
            "Take over the settings of a running installation: the output of 'helm get values', of 'kubectl get deployment wandb -o yaml', or of 'kubectl get secret wandb-spec-user -o yaml' (what was set in the System Console).",
        HelpName = "FILE",
    };
    private readonly Option<bool> _noRegistryCheck = new("--no-registry-check")
    {
        Description = "Do not ask the registry whether it holds every image.",
    };

    public EmissionArguments()
    {
        _chartSource.AcceptOnlyFromAmong(FromStore, FromConfigMap);
        _mirror.AcceptOnlyFromAmong([.. Enum.GetNames<MirrorKind>().Select(name => name.ToLowerInvariant())]);
    }

    public IReadOnlyList<Option> Options =>
        [_chartSource, _chartsUrl, _byDigest, _pullSecrets, _trust, _mirror, _plainHttp, _fromHelm, _noRegistryCheck];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
            command.Add(option);
    }

    /// <summary>The request with everything that these options say.</summary>
    /// <exception cref="UserError">A file is missing or malformed.</exception>
    public async Task<ValuesRequest> FillAsync(ValuesRequest request, Call call, CancellationToken cancellationToken) =>
        request with
        {
            Charts = call.Get(_chartsUrl) is { Length: > 0 } url ? url : request.Charts,
            ChartFromConfigMap = call.Get(_chartSource) == FromConfigMap,
            ByDigest = call.Get(_byDigest),
            PullSecrets = call.Get(_pullSecrets) ?? [],
            Certificates = call.GetPath(_trust) is { } file ? CertificateBundle.Split(await ReadAsync(file, cancellationToken), file) : [],
            Mirror = call.Get(_mirror) is { } kind ? Enum.Parse<MirrorKind>(kind, ignoreCase: true) : null,
            PlainHttp = call.Get(_plainHttp),
            OldSettings = call.Get(_fromHelm) is { } old
                ? OldInstallation.Read(await ReadAsync(call.Context.PathOf(old), cancellationToken), old)
                : null,
            Question = call.Get(_noRegistryCheck) ? null : request.Question,
        };

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : throw UserError.Usage($"There is no file {file}.");
}
