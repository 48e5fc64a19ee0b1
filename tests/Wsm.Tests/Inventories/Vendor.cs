using Wsm.Bundles.Reading;
using Wsm.Peers;

namespace Wsm.Tests.Inventories;

/// <summary>A vendor's registry with images that share their lower layers, a folder to work in, and a count of what was fetched.</summary>
internal sealed class Vendor : IAsyncDisposable
{
    private readonly RegistryProcess _registry;
    private readonly FaultProxy _line;
    private readonly byte[] _base = Noise(1, 300_000);

    private Vendor(RegistryProcess registry)
    {
        _registry = registry;
        _line = new FaultProxy(registry.Host, (request, reply) => !Breaks || !request.Path.Contains("/blobs/") ? reply
            : request["Range"] is null ? reply with { ResetAfter = reply.Body.Length / 2 }
            : Reply.Text(404, "gone"));
    }

    public TemporaryFolder Folder { get; } = new();

    public string Host => _line.Host;

    /// <summary>Every blob breaks off in its middle, for good.</summary>
    public bool Breaks { get; set; }

    /// <summary>Digests of the blobs that were fetched since the last look.</summary>
    public IReadOnlyList<string> TakeFetched()
    {
        var fetched = _line
            .Requests.Skip(_taken)
            .Where(request => request.Method == "GET" && request.Path.Contains("/blobs/"))
            .Select(request => request.Path[(request.Path.LastIndexOf('/') + 1)..])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        _taken = _line.Requests.Count;
        return fetched;
    }

    private int _taken;

    public static async Task<Vendor> StartAsync() => new(await RegistryProcess.StartAsync());

    public static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Publishes an image of the shared base, a middle layer of its repository, and a top layer of its own.</summary>
    public async Task<ImageContent> PublishAsync(string repository, string tag, int top)
    {
        var image = TestImages.FromLayers([_base, Noise(1000 + repository.Sum(c => c), 40_000), Noise(top, 10_000)]);
        await TestImagesPush.PushAsync(_registry.Host, repository, tag, image);
        return image;
    }

    public string Catalog(params string[] images) =>
        Folder.Write($"catalog-{Guid.NewGuid():N}.yaml", ImageCatalog.Of(images.Select(image => $"{Host}/{image}")));

    public Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(Folder.Path, arguments);

    /// <summary>The run, which must have ended well.</summary>
    public async Task<RunResult> WellAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, $"wsm {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{run.Error}{run.Output}");
        return run;
    }

    /// <summary>Digests of the blobs that lie in a bundle of one layout, manifests apart.</summary>
    public IReadOnlyList<string> BlobsIn(string bundle)
    {
        using var opened = Bundle.Open(Folder[bundle]);
        var manifests = opened
            .Lock.Images.SelectMany(image => image.Contents)
            .Where(content => content.IsManifest)
            .Select(content => content.Digest.ToString())
            .ToHashSet();
        return
        [
            .. Directory
                .GetFiles(Folder[bundle, "images", "blobs", "sha256"])
                .Select(path => "sha256:" + Path.GetFileName(path))
                .Except(manifests)
                .Order(StringComparer.Ordinal),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _registry.DisposeAsync();
        Folder.Dispose();
    }
}
