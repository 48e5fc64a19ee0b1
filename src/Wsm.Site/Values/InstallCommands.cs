using System.Text.RegularExpressions;
using Wsm.Helm.Charts;
using Wsm.Product.Wording;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases.Resources;

namespace Wsm.Site.Values;

/// <summary>The commands that come after: what to type to install from the files that were written.</summary>
internal static partial class InstallCommands
{
    public static string HelmLine(ComponentValues made, ValuesRequest request)
    {
        var component = made.Component;
        var chart = component.Chart!;
        var source = request.Charts switch
        {
            null => ArchiveOf(chart.FileName, request),
            var oci when request.ChartsAreOci =>
                $"{ShellWord.Of($"{oci.TrimEnd('/')}/{chart.Name}")} --version {ShellWord.Of(chart.Version)}{Reach(request)}",
            var url when url.Contains("://", StringComparison.Ordinal) =>
                $"{ShellWord.Of(chart.Name)} --repo {ShellWord.Of(url)} --version "
                    + $"{ShellWord.Of(chart.Version)}{Reach(request)}{Login(request)}",
            var folder => ShellWord.Of(Path.Combine(folder, chart.FileName)),
        };
        var schema = HasRemoteSchema(made.Chart) ? " --skip-schema-validation" : "";
        return $"helm upgrade --install {ShellWord.Of(component.ReleaseName ?? component.Name)} {source} -n "
            + $"{ShellWord.Of(component.Namespace ?? "default")} --create-namespace{schema} -f "
            + $"{ShellWord.Of(EmittedFile.NameOf(component))}";
    }

    /// <summary>What has to be typed once before helm and the operator reach the chart store; nothing where it is open.</summary>
    /// <param name="resourceNamespace">Where the custom resource will be; null where there is none, or its operator reads no
    /// Secret.</param>
    public static IEnumerable<string> LoginLines(ValuesRequest request, string? resourceNamespace)
    {
        if (!request.StoreAccess.NeedsLogin || request.Charts?.Contains("://", StringComparison.Ordinal) != true)
        {
            yield break;
        }

        var user = ShellWord.Of(request.StoreAccess.User ?? "USER");
        if (request.ChartsAreOci)
        {
            yield return $"helm registry login {ShellWord.Of(request.Charts["oci://".Length..].Split('/')[0])} --username "
                + $"{user}{Reach(request)}";
        }

        if (resourceNamespace is not null)
        {
            yield return $"kubectl create secret generic {CustomResource.StoreSecret} -n {ShellWord.Of(resourceNamespace)} "
                + $"--from-literal=HELM_USERNAME={user} "
                + "--from-literal=HELM_PASSWORD=\"$PASSWORD\"";
        }
    }

    /// <summary>What brings the mirror configuration to where it works.</summary>
    public static string MirrorLine(MirrorKind kind) =>
        kind switch
        {
            MirrorKind.Containerd =>
                "cp -r mirrors/certs.d/. /etc/containerd/certs.d/     # on every node; config_path in /etc/containerd/config.toml must "
                    + "name that folder",
            MirrorKind.K3s => "cp mirrors/* /etc/rancher/k3s/     # on every node, or its lines into the file that is there; then restart "
                + "k3s",
            MirrorKind.Crio =>
                "cp mirrors/registries.conf /etc/containers/registries.conf.d/wsm-mirrors.conf     # on every node; a certs.d beside it to "
                    + "/etc/containers/certs.d (HOST_PORT named HOST:PORT there); then reload crio",
            _ => "oc apply -f mirrors/mirror-sets.yaml",
        };

    public static string KustomizeLine(string folder) => $"kubectl apply -k {ShellWord.Of(folder)}";

    /// <summary>For what has no name of its own, and so cannot be applied again.</summary>
    public static string CreateLine(string file) => $"kubectl create -f {ShellWord.Of(file)}";

    public static string KubectlLine(string file) => $"kubectl apply -f {ShellWord.Of(file)}";

    /// <summary>For what is larger than the annotation in which kubectl would keep it: 262,144 bytes.</summary>
    public static string ServerSideLine(string file) => $"kubectl apply --server-side -f {ShellWord.Of(file)}";

    private static string ArchiveOf(string file, ValuesRequest request) =>
        ShellWord.Of(request.ChartFolder is { } folder ? Path.Combine(folder, file) : file);

    private static string Reach(ValuesRequest request) =>
        (request is { PlainHttp: true, ChartsAreOci: true } ? " --plain-http" : "")
        + string.Concat(request.StoreAccess.CaFiles.Take(1).Select(file => $" --ca-file {ShellWord.Of(file)}"));

    private static string Login(ValuesRequest request) =>
        request.StoreAccess.NeedsLogin ? $" --username {ShellWord.Of(request.StoreAccess.User ?? "USER")} --password \"$PASSWORD\"" : "";

    /// <summary>Helm would fetch what a schema refers to, and fail where there is no internet.</summary>
    private static bool HasRemoteSchema(Chart chart) =>
        (chart.Schema is { } schema && RemoteReference().IsMatch(schema.Text)) || chart.Dependencies.Any(HasRemoteSchema);

    [GeneratedRegex("""\"\$ref\"\s*:\s*\"https?://""")]
    private static partial Regex RemoteReference();
}
