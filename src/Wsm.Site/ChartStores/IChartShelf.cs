namespace Wsm.Site.ChartStores;

/// <summary>Charts that can be looked up and read: a folder that is added to, or a bundle.</summary>
public interface IChartShelf
{
    /// <summary>An index of its own for each caller; addresses are file names.</summary>
    Task<ChartIndex> ReadIndexAsync(CancellationToken cancellationToken);

    /// <summary>The archive's bytes, or null when there is no such file.</summary>
    Task<byte[]?> ReadAsync(string fileName, CancellationToken cancellationToken);
}
