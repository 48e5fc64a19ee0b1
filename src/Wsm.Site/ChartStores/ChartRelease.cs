using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Product.Failures;

namespace Wsm.Site.ChartStores;

/// <summary>Which release a chart's archive is of.</summary>
/// <param name="AppVersion">The product's version; empty where the chart does not say.</param>
/// <param name="Packed">When the chart was packed; null where the archive does not say.</param>
/// <param name="IsDeprecated">The chart's publisher says that nobody should use it any more.</param>
public sealed record ChartRelease(string AppVersion, DateTimeOffset? Packed, bool IsDeprecated = false)
{
    internal static ChartRelease Of(ChartArchive chart) => new(chart.Metadata.AppVersion, chart.Made, chart.Metadata.Deprecated);

    /// <returns>Null where the bundle's archive is missing, damaged, or no chart.</returns>
    public static ChartRelease? Of(Bundle bundle, LockedChart chart)
    {
        try
        {
            return Of(BundledChart.Read(bundle, chart));
        }
        catch (Exception unreadable) when (unreadable is UserError or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary><c>app version 1.2, packed 2026-07-23</c>; empty where nothing is known.</summary>
    public override string ToString()
    {
        string[] known =
        [
            .. AppVersion.Length > 0 ? ["app version " + AppVersion] : (string[])[],
            .. Packed is { } day ? [$"packed {day.UtcDateTime:yyyy-MM-dd}"] : (string[])[],
            .. IsDeprecated ? ["deprecated"] : (string[])[],
        ];
        return string.Join(", ", known);
    }
}
