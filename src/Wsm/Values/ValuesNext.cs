using Wsm.Catalogs;

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

    public static string KubectlLine(string file) => $"kubectl apply -f {file}";
}
