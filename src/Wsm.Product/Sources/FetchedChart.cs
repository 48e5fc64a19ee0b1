using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Versions;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Checks an archive that came from somewhere before anything relies on it.</summary>
internal static class FetchedChart
{
    /// <summary>As large as a chart archive may be, packed.</summary>
    public const int LargestArchive = 100 * 1024 * 1024;

    /// <param name="expectedSha256">The digest that a catalog or an index promises; null when there is none.</param>
    /// <param name="hint">What a person can do who got another chart than the promised one.</param>
    /// <exception cref="UserError">The archive is not what was promised, or no chart.</exception>
    public static ResolvedChart Check(
        ReadOnlyMemory<byte> archive,
        string source,
        string? expectedSha256,
        string? expectedName = null,
        string? expectedVersion = null,
        string? hint = null
    )
    {
        var sha256 = ContentCache.Sha256Of(archive.Span);
        if (expectedSha256 is not null && expectedSha256 != sha256)
        {
            throw new UserError(
                $"The chart {source} is not the one that was promised: its digest is sha256:{sha256}, not sha256:{expectedSha256}.",
                hint ?? "It was replaced or damaged in transit; ask whoever publishes it."
            );
        }

        var files = Unpack(archive, source);
        var identity = ChartIdentity.Of(files, source);
        if (expectedName is not null && identity.Name != expectedName)
        {
            throw new UserError($"The chart {source} calls itself '{identity.Name}', not '{expectedName}'.");
        }

        if (expectedVersion is not null && !SameVersion(identity.Version, expectedVersion))
        {
            throw new UserError($"The chart {source} says it is version {identity.Version}, not {expectedVersion}.");
        }

        return ResolvedChart.Unpacked(identity, source, files, archive, sha256);
    }

    private static IReadOnlyList<ChartFile> Unpack(ReadOnlyMemory<byte> archive, string source)
    {
        try
        {
            return PackedChart.Read(archive).Files;
        }
        catch (ChartException damage)
        {
            throw new UserError(
                $"{source} is not a chart archive: {damage.Message}.",
                "A chart is a gzipped tar file, as 'helm package' makes it.",
                cause: damage
            );
        }
    }

    /// <summary>v1.2 and 1.2.0 are one version; with other build metadata it is another.</summary>
    private static bool SameVersion(string one, string other) =>
        SemanticVersion.TryParse(one, out var left)
        && SemanticVersion.TryParse(other, out var right)
        && left.ToString() == right.ToString();
}
