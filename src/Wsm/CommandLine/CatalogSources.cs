using Wsm.Caching;
using Wsm.Catalogs;
using Wsm.Channels;
using Wsm.Charts;
using Wsm.Oci.Registry;

namespace Wsm.CommandLine;

/// <summary>Everything a catalog is resolved from. What speaks to a network is made when it is first needed: a pinned list needs none of it.</summary>
internal sealed class CatalogSources : IChartSource, ITagSource, IChannelSource, IDisposable
{
    private readonly Lazy<RegistryClient> _registries;
    private readonly Lazy<DocumentClient> _documents;
    private readonly Lazy<RepositoryCharts> _repositoryCharts;
    private readonly Lazy<OciCharts> _ociCharts;
    private readonly Lazy<RegistryTags> _tags;
    private readonly Lazy<ChannelClient> _channel;
    private readonly LocalCharts _localCharts = new();

    public CatalogSources(RegistryOptions options, ChannelOptions channel, ContentCache cache)
    {
        _registries = new(() => new RegistryClient(options));
        _documents = new(() => new DocumentClient(options));
        _repositoryCharts = new(() => new RepositoryCharts(_documents.Value, options.Credentials, cache, channel.Offline));
        _ociCharts = new(() => new OciCharts(_registries.Value, cache, channel.Offline));
        _tags = new(() => new RegistryTags(_registries.Value, cache, channel.Offline));
        _channel = new(() => new ChannelClient(_documents.Value, channel, cache));
    }

    public RegistryClient Registries => _registries.Value;

    public Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        IChartSource source = request switch
        {
            RepositoryChart => _repositoryCharts.Value,
            OciChart => _ociCharts.Value,
            LocalChart => _localCharts,
            _ => throw new ArgumentException($"No source for a {request.GetType().Name}.", nameof(request)),
        };
        return source.FetchAsync(request, cancellationToken);
    }

    public Task<string> NewestAsync(string repository, VersionRange range, CancellationToken cancellationToken) =>
        _tags.Value.NewestAsync(repository, range, cancellationToken);

    public Task<ChannelAnswer> AskAsync(Uri address, CancellationToken cancellationToken) =>
        _channel.Value.AskAsync(address, cancellationToken);

    public void Dispose()
    {
        if (_registries.IsValueCreated)
        {
            _registries.Value.Dispose();
        }

        if (_documents.IsValueCreated)
        {
            _documents.Value.Dispose();
        }
    }
}
