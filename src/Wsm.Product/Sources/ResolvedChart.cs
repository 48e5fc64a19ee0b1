using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Product.Caching;

namespace Wsm.Product.Sources;

/// <summary>A chart as it was published, or a chart's folder that becomes an archive when somebody wants one.</summary>
public sealed class ResolvedChart
{
    private readonly Lazy<ReadOnlyMemory<byte>> _archive;
    private readonly Lazy<string> _sha256;
    private readonly bool _isFolder;
    private IReadOnlyList<ChartFile>? _files;

    /// <param name="source">Where it came from, without credentials.</param>
    /// <param name="sha256">Lower-case hexadecimal digest of the archive.</param>
    public ResolvedChart(string name, string version, string source, ReadOnlyMemory<byte> archive, string sha256)
        : this(name, version, source, () => archive, () => sha256) { }

    /// <param name="files">An unpacked chart's.</param>
    /// <param name="pack">Makes the archive; it takes longer than to render the chart, and a list has no use for it.</param>
    internal ResolvedChart(ChartIdentity identity, string source, IReadOnlyList<ChartFile> files, Func<ReadOnlyMemory<byte>> pack)
        : this(identity.Name, identity.Version, source, pack, null) => (_files, _isFolder) = (files, true);

    private ResolvedChart(string name, string version, string source, Func<ReadOnlyMemory<byte>> archive, Func<string>? sha256)
    {
        (Name, Version, Source) = (name, version, source);
        _archive = new(archive);
        _sha256 = new(sha256 ?? (() => ContentCache.Sha256Of(Archive.Span)));
    }

    /// <summary>An archive that had to be unpacked already.</summary>
    internal static ResolvedChart Unpacked(
        ChartIdentity identity,
        string source,
        IReadOnlyList<ChartFile> files,
        ReadOnlyMemory<byte> archive,
        string sha256
    ) => new(identity.Name, identity.Version, source, archive, sha256) { _files = files };

    public string Name { get; }

    public string Version { get; }

    /// <summary>Where it came from, without credentials.</summary>
    public string Source { get; }

    public ReadOnlyMemory<byte> Archive => _archive.Value;

    /// <summary>Lower-case hexadecimal digest of <see cref="Archive"/>.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The signed message that was published beside the archive; null where there was none, or nobody asked for it.</summary>
    public ReadOnlyMemory<byte>? Provenance { get; private set; }

    /// <summary>How a registry published it; null where it came from elsewhere, or nobody asked for it.</summary>
    public ChartArtifact? Artifact { get; private set; }

    /// <summary>The same chart, with what was published about it.</summary>
    public ResolvedChart With(ReadOnlyMemory<byte>? provenance, ChartArtifact? artifact = null)
    {
        var same = (ResolvedChart)MemberwiseClone();
        (same.Provenance, same.Artifact) = (provenance, artifact);
        return same;
    }

    /// <summary>The name the archive has in a repository: <c>operator-1.4.8.tgz</c>.</summary>
    public string FileName => $"{Name}-{Version}.tgz";

    /// <exception cref="ChartException">It is no chart, or a broken one.</exception>
    public Chart Load()
    {
        // Most charts are loaded once: what was unpacked of an archive is not kept longer.
        var files = _isFolder ? _files : Interlocked.Exchange(ref _files, null);
        return files is null ? new ChartLoader().LoadArchive(Archive) : new ChartLoader().LoadFiles(files);
    }
}
