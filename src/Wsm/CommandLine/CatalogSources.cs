using Wsm.Helm.Versions;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Artifacts;
using Wsm.Product.Caching;
using Wsm.Product.Catalogs;
using Wsm.Product.Channels;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>
/// Everything a catalog is resolved from. What speaks to a network is made when it is first needed: a pinned list needs none of it.
/// </summary>
internal sealed class CatalogSources : IChartSource, ITagSource, IChannelSource, IArtifactSource, IDisposable
{
    private readonly bool _offline;
    private readonly Lazy<RegistryClient> _registries;
    private readonly Lazy<DocumentClient> _documents;
    private readonly Lazy<RepositoryCharts> _repositoryCharts;
    private readonly Lazy<OciCharts> _ociCharts;
    private readonly Lazy<AddressCharts> _addressCharts;
    private readonly Lazy<RegistryTags> _tags;
    private readonly Lazy<OciArtifacts> _artifacts;
    private readonly Lazy<ChannelClient> _channel;
    private readonly LocalCharts _localCharts;

    /// <param name="whole">Whether charts come with their manifests and provenance.</param>
    public CatalogSources(RegistryOptions options, ChannelOptions channel, ContentCache cache, bool whole, Action<string> warn)
    {
        _offline = channel.Offline;
        _registries = new(() => new RegistryClient(options));
        _documents = new(() => new DocumentClient(options));
        var provenance = whole
            ? new Lazy<PublishedProvenance>(() => new PublishedProvenance(_documents.Value, cache, channel.Offline, warn))
            : null;
        _repositoryCharts = new(() => new RepositoryCharts(_documents.Value, cache, channel.Offline, provenance?.Value, warn));
        _ociCharts = new(() => new OciCharts(_registries.Value, cache, channel.Offline, whole, warn));
        _addressCharts = new(() => new AddressCharts(_documents.Value, cache, channel.Offline, provenance?.Value));
        _localCharts = new LocalCharts(this);
        _tags = new(() => new RegistryTags(_registries.Value, cache, channel.Offline, warn));
        _artifacts = new(() => new OciArtifacts(_registries.Value, _tags.Value, cache, channel.Offline));
        _channel = new(() => new ChannelClient(_documents.Value, channel, cache));
    }

    public RegistryClient Registries => _registries.Value;

    /// <summary>What works a catalog out from these sources.</summary>
    public CatalogResolver ResolverFor(Invocation call) =>
        new()
        {
            Charts = this,
            Tags = this,
            Channel = this,
            Artifacts = this,
            Images = new ImageFinder(),
            Sources = new SourceResolver(new SourceFiles(() => call.Context.In.ReadToEnd(), ReadTextAsync), call.Context.Variable),
            Explain = Failure.AsUserError,
        };

    /// <summary>The text at an address.</summary>
    public Task<string> ReadTextAsync(Uri address, CancellationToken cancellationToken) =>
        _offline
            ? throw new UserError(
                $"{address.GetLeftPart(UriPartial.Path)} is looked up anew each time.",
                "Run without --offline, or fetch it into a file."
            )
            : AddressTexts.ReadAsync(_documents.Value, address, cancellationToken);

    public Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        IChartSource source = request switch
        {
            RepositoryChart => _repositoryCharts.Value,
            OciChart => _ociCharts.Value,
            AddressChart => _addressCharts.Value,
            LocalChart => _localCharts,
            _ => throw new ArgumentException($"No source for a {request.GetType().Name}.", nameof(request)),
        };
        return source.FetchAsync(request, cancellationToken);
    }

    public Task<string> NewestAsync(string repository, VersionConstraint constraint, CancellationToken cancellationToken) =>
        _tags.Value.NewestAsync(repository, constraint, cancellationToken);

    public Task<ChannelAnswer> AskAsync(Uri address, CancellationToken cancellationToken) =>
        _channel.Value.AskAsync(address, cancellationToken);

    public Task<ResolvedArtifact> FetchAsync(ArtifactRequest request, CancellationToken cancellationToken) =>
        _artifacts.Value.FetchAsync(request, cancellationToken);

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
