using Wsm.Oci.Files;
using Wsm.Product.Sources;

namespace Wsm.Site.ChartStores;

/// <summary>A folder that is a chart repository once any web server shows it: archives and their <c>index.yaml</c>.</summary>
public sealed class ChartStoreFolder(string path, TimeProvider time) : IChartShelf, IDisposable
{
    private const string IndexName = "index.yaml";
    private const int LargestArchive = 100 * 1024 * 1024;
    private readonly SemaphoreSlim _writing = new(1, 1);

    public string FolderPath => path;

    public GuardedFolder Guarded { get; } = new(path);

    /// <exception cref="InvalidDataException">The folder's index is malformed.</exception>
    public async Task<ChartIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        if (await Task.Run(() => Guarded.ReadAll(IndexName, ChartIndex.LargestFile), cancellationToken) is not { } bytes)
        {
            return ChartIndex.Empty();
        }

        try
        {
            return ChartIndex.Parse(System.Text.Encoding.UTF8.GetString(bytes));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{Guarded.PathOf(IndexName)}: {e.Message}", e);
        }
    }

    /// <summary>The archive's bytes, or null when there is no such file; a name with a path in it is no such file.</summary>
    public async Task<byte[]?> ReadAsync(string fileName, CancellationToken cancellationToken)
    {
        var isOurs =
            fileName.EndsWith(".tgz", StringComparison.Ordinal)
            || fileName.EndsWith(".tgz" + ChartProvenance.Suffix, StringComparison.Ordinal);
        if (fileName != Path.GetFileName(fileName) || fileName.Contains('\\', StringComparison.Ordinal) || !isOurs)
        {
            return null;
        }

        return await Task.Run(() => Guarded.ReadAll(fileName, LargestArchive), cancellationToken);
    }

    /// <summary>Puts a chart into the folder and its index.</summary>
    /// <returns>Pushed, Present when the same bytes were there, or Differs when others were, and <paramref name="force"/> was not asked
    /// for.</returns>
    public async Task<ChartOutcome> AddAsync(ChartArchive chart, bool force, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(path);
            var index = await ReadIndexAsync(cancellationToken);
            var held = await ReadAsync(chart.FileName, cancellationToken);
            var sameFile = held is not null && held.AsSpan().SequenceEqual(chart.Bytes.Span);
            if (held is not null && !sameFile && !force)
            {
                return ChartOutcome.Differs;
            }

            var wrote = chart.Provenance is { } provenance && await AddAsync(chart.FileName, provenance, cancellationToken);
            if (sameFile && index.DigestOf(chart.Metadata.Name, chart.Metadata.Version) == chart.Sha256)
            {
                return wrote ? ChartOutcome.Pushed : ChartOutcome.Present;
            }

            // The index last: it never names what is not there.
            if (!sameFile)
            {
                Write(chart.FileName, chart.Bytes);
            }

            index.Set(chart, chart.FileName, time.GetUtcNow());
            Write(IndexName, System.Text.Encoding.UTF8.GetBytes(index.ToYaml()));
            return ChartOutcome.Pushed;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Puts the signed message of a chart beside its archive.</summary>
    /// <returns>False where the same one was there.</returns>
    public async Task<bool> AddAsync(string fileName, ReadOnlyMemory<byte> provenance, CancellationToken cancellationToken)
    {
        var held = await ReadAsync(fileName + ChartProvenance.Suffix, cancellationToken);
        if (held is not null && held.AsSpan().SequenceEqual(provenance.Span))
        {
            return false;
        }

        Write(fileName + ChartProvenance.Suffix, provenance);
        return true;
    }

    public void Dispose() => _writing.Dispose();

    private void Write(string name, ReadOnlyMemory<byte> content) => AtomicFile.Write(Guarded, name, content.Span);
}
