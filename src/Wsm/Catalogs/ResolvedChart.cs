using Wsm.Charts;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Catalogs;

/// <summary>A chart as it was published, or a chart's folder that becomes an archive when somebody wants one.</summary>
public sealed class ResolvedChart
{
    private readonly Lazy<ReadOnlyMemory<byte>> _archive;
    private readonly Lazy<string> _sha256;
    private readonly IReadOnlyList<ChartFile>? _files;

    /// <param name="source">Where it came from, without credentials.</param>
    /// <param name="sha256">Lower-case hexadecimal digest of the archive.</param>
    public ResolvedChart(string name, string version, string source, ReadOnlyMemory<byte> archive, string sha256)
        : this(name, version, source, () => archive, () => sha256) { }

    /// <param name="files">An unpacked chart's.</param>
    /// <param name="pack">Makes the archive; it takes longer than to render the chart, and a list has no use for it.</param>
    internal ResolvedChart(ChartIdentity identity, string source, IReadOnlyList<ChartFile> files, Func<ReadOnlyMemory<byte>> pack)
        : this(identity.Name, identity.Version, source, pack, null) => _files = files;

    private ResolvedChart(string name, string version, string source, Func<ReadOnlyMemory<byte>> archive, Func<string>? sha256)
    {
        (Name, Version, Source) = (name, version, source);
        _archive = new(archive);
        _sha256 = new(sha256 ?? (() => Caching.ContentCache.Sha256Of(Archive.Span)));
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>Where it came from, without credentials.</summary>
    public string Source { get; }

    public ReadOnlyMemory<byte> Archive => _archive.Value;

    /// <summary>Lower-case hexadecimal digest of <see cref="Archive"/>.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The name the archive has in a repository: <c>operator-1.4.8.tgz</c>.</summary>
    public string FileName => $"{Name}-{Version}.tgz";

    /// <exception cref="ChartException">It is no chart, or a broken one.</exception>
    public Chart Load() => _files is { } files ? new ChartLoader().LoadFiles(files) : new ChartLoader().LoadArchive(Archive);
}
