using Wsm.Helm.Charts;
using Wsm.Product.Failures;

namespace Wsm.Site.ChartStores;

/// <summary>A place inside that charts are installed from.</summary>
public interface IChartStore
{
    /// <summary>The address of a chart, as Helm or a person would write it.</summary>
    string LocationOf(ChartMetadata chart);

    /// <summary>Why the store can never take a chart of this name and version; null where it can.</summary>
    UserError? RefusalOf(ChartMetadata chart) => null;

    /// <summary>
    /// The SHA-256 (hexadecimal) of the archive that the store holds under the chart's name and version; null when it holds none.
    /// </summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken);

    /// <summary>Puts the archive there byte for byte, unless other bytes are there and <paramref name="force"/> is not asked for.</summary>
    /// <exception cref="IOException">The store cannot be reached, or refuses.</exception>
    Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken);

    /// <summary>
    /// Asks whether the chart may be put there, in a way that puts nothing there. False where the store has no such question.
    /// </summary>
    /// <exception cref="IOException">It may not.</exception>
    Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken);
}
