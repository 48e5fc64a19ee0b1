namespace Wsm.ChartStores;

/// <summary>A folder that is a chart repository once any web server shows it: archives and their <c>index.yaml</c>.</summary>
public sealed class ChartFolder(string path, TimeProvider time) : IChartShelf, IDisposable
{
    private const string IndexName = "index.yaml";
    private readonly SemaphoreSlim _writing = new(1, 1);

    public string FolderPath => path;

    /// <exception cref="InvalidDataException">The folder's index is malformed.</exception>
    public async Task<ChartIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(path, IndexName);
        if (!File.Exists(file))
            return ChartIndex.Empty();
        try
        {
            return ChartIndex.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>The archive's bytes, or null when there is no such file; a name with a path in it is no such file.</summary>
    public async Task<byte[]?> ReadAsync(string fileName, CancellationToken cancellationToken)
    {
        if (fileName != Path.GetFileName(fileName) || !fileName.EndsWith(".tgz", StringComparison.Ordinal))
            return null;
        var file = Path.Combine(path, fileName);
        return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellationToken) : null;
    }

    /// <summary>Puts a chart into the folder and its index.</summary>
    /// <returns>Pushed, Present when the same bytes were there, or Differs when others were, and <paramref name="force"/> was not asked for.</returns>
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
                return ChartOutcome.Differs;
            if (sameFile && index.DigestOf(chart.Metadata.Name, chart.Metadata.Version) == chart.Sha256)
                return ChartOutcome.Present;

            // The index last: it never names what is not there.
            if (!sameFile)
                await WriteAsync(chart.FileName, chart.Bytes, cancellationToken);
            index.Set(chart, chart.FileName, time.GetUtcNow());
            await WriteAsync(IndexName, System.Text.Encoding.UTF8.GetBytes(index.ToYaml()), cancellationToken);
            return ChartOutcome.Pushed;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var final = Path.Combine(path, name);
        var temporary = final + ".partial";
        await File.WriteAllBytesAsync(temporary, content, cancellationToken);
        File.Move(temporary, final, overwrite: true);
    }
}
