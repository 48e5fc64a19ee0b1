using Wsm.Catalogs;
using Wsm.Values.Mirrors;

namespace Wsm.Values;

/// <summary>The commands that come after: what to type to install from the files that were written.</summary>
internal static class ValuesNext
{
    public static string HelmLine(ResolvedComponent component, ValuesRequest request)
    {
        var chart = component.Chart!;
        var source = request.Charts switch
        {
            null => chart.FileName,
            var oci when oci.StartsWith("oci://", StringComparison.Ordinal) => $"{oci.TrimEnd('/')}/{chart.Name} --version {chart.Version}",
            var url when url.Contains("://", StringComparison.Ordinal) => $"{chart.Name} --repo {url} --version {chart.Version}",
            var folder => $"{folder}/{chart.FileName}",
        };
        return $"helm upgrade --install {component.ReleaseName ?? component.Name} {source} -n {component.Namespace ?? "default"} --create-namespace -f {ValuesFiles.NameOf(component)}";
    }

    /// <summary>What brings the mirror configuration to where it works.</summary>
    public static string MirrorLine(MirrorKind kind) =>
        kind switch
        {
            MirrorKind.Containerd =>
                "cp -r mirrors/certs.d/. /etc/containerd/certs.d/     # on every node; config_path in /etc/containerd/config.toml must name that folder",
            MirrorKind.K3s =>
                "cp mirrors/registries.yaml /etc/rancher/k3s/     # on every node, or its lines into the file that is there; then restart k3s",
            MirrorKind.Crio =>
                "cp mirrors/registries.conf /etc/containers/registries.conf.d/wsm-mirrors.conf     # on every node; then reload crio",
            _ => "oc apply -f mirrors/mirror-sets.yaml",
        };

    public static string KubectlLine(string file) => $"kubectl apply -f {file}";
}
