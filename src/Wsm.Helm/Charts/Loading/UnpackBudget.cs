namespace Wsm.Helm.Charts.Loading;

/// <summary>What a chart may still unpack to, with all the charts inside it: each of them alone may be small.</summary>
internal sealed class UnpackBudget(ChartLimits limits)
{
    public long Bytes { get; private set; } = limits.ArchiveSize;

    /// <summary>Files and folders.</summary>
    public int Entries { get; private set; } = limits.FileCount;

    public void TakeEntry() => Entries--;

    public void Take(long bytes) => Bytes -= bytes;
}
