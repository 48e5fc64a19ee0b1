using System.Text;

namespace Wsm.Product.Sources;

/// <summary>A chart's <c>.prov</c>: a signed message that names the archive's digest.</summary>
/// <remarks>https://helm.sh/docs/topics/provenance/</remarks>
public static class ChartProvenance
{
    public const string Suffix = ".prov";
    public const int Largest = 1024 * 1024;

    /// <summary>Null for what is no such message, as a login page in its place.</summary>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> bytes) =>
        bytes.Length <= Largest && bytes.Span.IndexOf("-----BEGIN PGP SIGNED MESSAGE-----"u8) >= 0 ? bytes : (ReadOnlyMemory<byte>?)null;

    /// <summary>The name and version of the chart that it is about; null where it does not say.</summary>
    public static (string Name, string Version)? Subject(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        return Field(lines, "name: ") is { } name && Field(lines, "version: ") is { } version ? (name, version) : null;
    }

    private static string? Field(string[] lines, string start) =>
        lines.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim().Trim('"', '\'');
}
