namespace Wsm.Helm.Charts.Loading;

/// <summary>How much of a chart is read. The sizes are Helm's.</summary>
public sealed record ChartLimits
{
    public static ChartLimits Default { get; } = new();

    /// <summary>Bytes of all files of one archive, unpacked.</summary>
    public long ArchiveSize { get; init; } = 100 * 1024 * 1024;

    /// <summary>Bytes of one file, unpacked.</summary>
    public long FileSize { get; init; } = 5 * 1024 * 1024;

    public int FileCount { get; init; } = 100_000;

    /// <summary>Charts within charts.</summary>
    public int Depth { get; init; } = 32;
}
