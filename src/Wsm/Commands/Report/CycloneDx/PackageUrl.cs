using Wsm.Bundles.Locks;
using Wsm.Oci.References;

namespace Wsm.Commands.Report.CycloneDx;

/// <summary>Package URLs, types <c>oci</c> and <c>helm</c>: https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst</summary>
internal static class PackageUrl
{
    /// <summary><c>pkg:oci/local@sha256%3A…?repository_url=docker.io%2Fwandb%2Flocal&amp;tag=0.62.2</c></summary>
    public static string OfImage(ImageReference image, Digest digest)
    {
        var name = image.Repository[(image.Repository.LastIndexOf('/') + 1)..];
        var tag = image.Tag is { } text ? $"&tag={Uri.EscapeDataString(text)}" : "";
        return $"pkg:oci/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(digest.ToString())}?repository_url={Uri.EscapeDataString(image.Name)}{tag}";
    }

    public static string OfChart(LockedChart chart)
    {
        var package = $"pkg:helm/{Uri.EscapeDataString(chart.Name)}@{Uri.EscapeDataString(chart.Version)}";
        if (!Uri.TryCreate(chart.Source, UriKind.Absolute, out var source) || source.IsFile)
        {
            return package;
        }

        var qualifier = source.AbsolutePath.EndsWith(".tgz", StringComparison.Ordinal) ? "download_url" : "repository_url";
        return $"{package}?{qualifier}={Uri.EscapeDataString(source.AbsoluteUri)}";
    }
}
