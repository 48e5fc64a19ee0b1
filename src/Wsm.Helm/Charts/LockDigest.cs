using System.Security.Cryptography;
using System.Text;

namespace Wsm.Helm.Charts;

/// <summary>
/// The digest in a Chart.lock, by which <c>helm dependency build</c> sees whether the lock still belongs to what the chart declares.
/// </summary>
/// <remarks>https://pkg.go.dev/helm.sh/helm/v3/internal/resolver#HashReq: both lists as Go writes them in JSON.</remarks>
public static class LockDigest
{
    public static string Of(IReadOnlyList<ChartDependency?> declared, IReadOnlyList<ChartDependency?> locked) =>
        "sha256:"
        + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"[{MetadataJson.Write(declared)},{MetadataJson.Write(locked)}]"))
        );
}
