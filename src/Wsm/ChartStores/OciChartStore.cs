using Wsm.Oci.Registry;

namespace Wsm.ChartStores;

/// <summary>Charts as artifacts of a registry: <c>oci://HOST/path/NAME:VERSION</c>.</summary>
public sealed class OciChartStore(RegistryClient client, string registry, string path) : IChartStore
{
    public string LocationOf(ChartMetadata chart) => $"oci://{registry}/{NameOf(chart)}:{chart.Tag}";

    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        var repository = RepositoryOf(chart);
        if (await repository.FindManifestAsync(chart.Tag, cancellationToken) is null)
            return null;
        // Something that is not a chart answers to the tag: the empty digest matches nothing.
        return ChartManifest.ArchiveOf(await repository.GetManifestAsync(chart.Tag, cancellationToken)) ?? "";
    }

    public async Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken)
    {
        var held = await FindAsync(chart.Metadata, cancellationToken);
        // However it was pushed, by whichever Helm: the archive is what counts.
        if (held == chart.Sha256)
            return ChartOutcome.Present;
        if (held is not null && !force)
            return ChartOutcome.Differs;

        var repository = RepositoryOf(chart.Metadata);
        var made = ChartManifest.Of(chart);
        await repository.UploadBlobAsync(made.Config, (offset, _) => Read(made.ConfigBytes, offset), null, cancellationToken);
        await repository.UploadBlobAsync(made.Layer, (offset, _) => Read(chart.Bytes, offset), null, cancellationToken);
        await repository.PutManifestAsync(made.Manifest, chart.Metadata.Tag, cancellationToken);
        return ChartOutcome.Pushed;
    }

    public async Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        await RepositoryOf(chart).CheckPushAsync(cancellationToken);
        return true;
    }

    private Repository RepositoryOf(ChartMetadata chart) => client.GetRepository(registry, NameOf(chart));

    private string NameOf(ChartMetadata chart) => path.Length == 0 ? chart.Name : $"{path}/{chart.Name}";

    private static Task<Stream> Read(ReadOnlyMemory<byte> bytes, long offset) =>
        Task.FromResult<Stream>(new MemoryStream(bytes[(int)offset..].ToArray(), writable: false));
}
