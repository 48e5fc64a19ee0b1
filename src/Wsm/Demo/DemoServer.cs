using System.Buffers;
using System.IO.Pipelines;
using Wsm.Oci.References;
using Wsm.Site.ChartStores;
using Wsm.Site.Serving;
using Wsm.Site.Serving.Charts;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Registry;
using Wsm.Site.Serving.Storage;

namespace Wsm.Demo;

/// <summary>A registry and chart repository in this process, in a folder that goes when it goes.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly LayoutStore _store;
    private readonly ChartStoreFolder _charts;
    private readonly LocalServer _server;
    private bool _gone;

    private DemoServer(string folder, LayoutStore store, ChartStoreFolder charts, LocalServer server)
    {
        _folder = folder;
        _store = store;
        _charts = charts;
        _server = server;
    }

    /// <summary>HOST:PORT.</summary>
    public string Host => _server.Host;

    /// <param name="before">Asked before the registry.</param>
    public static async Task<DemoServer> StartAsync(TimeProvider time, IReadOnlyList<IEndpoint> before, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("wsm-demo-").FullName;
        var store = LayoutStore.Open(Path.Combine(folder, "registry"), durable: false, time);
        var charts = new ChartStoreFolder(Path.Combine(folder, "charts"), time);
        var server = await LocalServer.StartAsync(
            new LocalServerOptions { Endpoints = [.. before, new RegistryEndpoint(store, store), new ChartEndpoint(charts, charts)] },
            cancellationToken
        );
        return new DemoServer(folder, store, charts, server);
    }

    public async Task PublishAsync(string repository, string tag, DemoImage image, CancellationToken cancellationToken)
    {
        foreach (var (digest, bytes) in image.Blobs)
        {
            var upload = _store.Begin();
            await upload.AppendAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), cancellationToken);
            await _store.CommitAsync(upload, digest, cancellationToken);
        }
        foreach (var manifest in image.Manifests)
        {
            await _store.PutManifestAsync(repository, manifest == image.Manifests[^1] ? tag : null, manifest, cancellationToken);
        }
    }

    public Task PublishAsync(byte[] chart, CancellationToken cancellationToken) =>
        _charts.AddAsync(ChartArchive.Parse(chart), force: true, cancellationToken);

    /// <summary>What a tag stands for here; null where there is none.</summary>
    public Digest? Find(string repository, string tag) =>
        _store.Repositories.TryGetValue(repository, out var listing) && listing.Tags.TryGetValue(tag, out var digest) ? digest : null;

    /// <summary>A server can be gone before the story is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_gone)
        {
            return;
        }

        _gone = true;
        await _server.DisposeAsync();
        _store.Dispose();
        _charts.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
