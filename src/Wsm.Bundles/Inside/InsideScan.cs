using System.Collections.Concurrent;
using System.Text.Json;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Finding.Inside;

namespace Wsm.Bundles.Inside;

/// <summary>
/// Looks for references in the files of images, each layer once, a few at a time. Layers may be followed while a bundle is written; those
/// that were not are read from the bundle in the end.
/// </summary>
/// <param name="atOnce">How many layers to read at once.</param>
public sealed class InsideScan(int atOnce, CancellationToken cancellationToken) : IDisposable
{
    private const int LargestConfig = 4 << 20;

    /// <summary>Layers that wait hold a file open each; those beyond are left for the end.</summary>
    private const int MostWaiting = 100;

    private readonly ConcurrentDictionary<Digest, Task<LayerFindings>> _layers = [];
    private readonly ConcurrentDictionary<Digest, Task<LayerFindings?>> _followed = [];
    private readonly SemaphoreSlim _turns = new(atOnce);
    private readonly SemaphoreSlim _large = new(1);
    private int _waiting;

    /// <summary>Reads a blob behind the one who writes it, when it is a layer and its turn comes.</summary>
    public void Follow(ArrivingBlob arriving)
    {
        if (!IsLayer(arriving.Blob) || Volatile.Read(ref _waiting) >= MostWaiting)
        {
            return;
        }

        try
        {
            var stream = arriving.Open();
            _followed[arriving.Blob.Digest] = FollowAsync(arriving, stream);
        }
        catch (IOException)
        {
            // The disk's trouble is the writer's to tell; in the end the layer is read from where it is then.
        }
    }

    /// <summary>What all of the images name, once all of them are on disk.</summary>
    public async Task<InsideReport> FinishAsync(IReadOnlyList<BundleImage> images)
    {
        var found = new List<ImageFindings>();
        var read = images.Select(image => (Image: image, Manifests: Manifests(image))).ToList();
        foreach (var (image, manifests) in read)
        {
            foreach (var layer in manifests.SelectMany(manifest => manifest.Layers).Where(IsLayer).DistinctBy(layer => layer.Digest))
            {
                _ = _layers.GetOrAdd(layer.Digest, _ => ReadAsync(image, layer));
            }
        }

        foreach (var (image, manifests) in read)
        {
            if (await FindingsOfAsync(image, manifests).ConfigureAwait(false) is { } findings)
            {
                found.Add(findings);
            }
        }

        return new InsideReport(found);
    }

    public void Dispose()
    {
        _turns.Dispose();
        _large.Dispose();
    }

    /// <summary>What is known from the way here, and otherwise read now.</summary>
    private async Task<LayerFindings> ReadAsync(BundleImage image, Descriptor layer) =>
        (_followed.TryGetValue(layer.Digest, out var followed) ? await followed.ConfigureAwait(false) : null)
        ?? await ReadAsync(() => image.OpenBlob(layer, 0, verify: true)).ConfigureAwait(false);

    /// <returns>Null when something else than the layer arrived.</returns>
    private async Task<LayerFindings?> FollowAsync(ArrivingBlob arriving, Stream stream)
    {
        // Its turn may never come.
        using (stream)
        {
            var findings = await ReadAsync(() => stream).ConfigureAwait(false);
            return await arriving.Arrived.ConfigureAwait(false) ? findings : null;
        }
    }

    private async Task<LayerFindings> ReadAsync(Func<Stream> open)
    {
        Interlocked.Increment(ref _waiting);
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // It waits for what has not arrived, and so is nothing for the pool's few threads.
            return await Task
                .Factory.StartNew(
                    () => new LayerScan(_large).Read(open, cancellationToken),
                    cancellationToken,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _turns.Release();
        }
    }

    private async Task<ImageFindings?> FindingsOfAsync(BundleImage image, List<ImageManifest> manifests)
    {
        var found = new List<FoundInside>();
        var problems = new List<string>();
        var unread = 0;
        foreach (var manifest in manifests)
        {
            var layers = new List<(Descriptor Layer, LayerFindings Findings)>();
            foreach (var layer in manifest.Layers.Where(IsLayer))
            {
                layers.Add((layer, await _layers[layer.Digest].ConfigureAwait(false)));
            }

            for (var at = 0; at < layers.Count; at++)
            {
                var above = layers[(at + 1)..];
                var (layer, findings) = layers[at];
                found.AddRange(findings.Found.Where(file => !above.Exists(upper => upper.Findings.Hides(PathOf(file)))));
                unread += findings.Unread;
                if (findings.Problem is { } problem)
                {
                    problems.Add($"layer {layer.Digest}: {problem}");
                }
            }

            found.AddRange(Variables(image, manifest.Config));
        }

        return found.Count + problems.Count + unread == 0
            ? null
            : new ImageFindings(
                image.Reference,
                [.. found.DistinctBy(file => (file.Reference.Canonical, file.File))],
                unread,
                [.. problems.Distinct()]
            );
    }

    /// <summary>Of an archive in the layer, the archive's.</summary>
    private static string PathOf(FoundInside file) => file.File.Split("!/", 2)[0];

    private static List<ImageManifest> Manifests(BundleImage image) =>
        [
            .. ImageContents
                .Read(image)
                .Manifests.Where(manifest => !manifest.IsIndex)
                .Select(manifest => manifest.AsImage())
                .Where(manifest => manifest.Config.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig),
        ];

    private static bool IsLayer(Descriptor blob) =>
        blob.MediaType.Contains(".tar", StringComparison.Ordinal)
        && (blob.MediaType.Contains("layer", StringComparison.Ordinal) || blob.MediaType.Contains("rootfs", StringComparison.Ordinal));

    private static IReadOnlyList<FoundInside> Variables(BundleImage image, Descriptor config)
    {
        if (config.Size > LargestConfig)
        {
            return [];
        }

        try
        {
            using var stream = image.OpenBlob(config, 0, verify: true);
            using var document = JsonDocument.Parse(stream);
            var files = new FileImages();
            if (
                document.RootElement.TryGetProperty("config", out var run)
                && run.ValueKind == JsonValueKind.Object
                && run.TryGetProperty("Env", out var variables)
                && variables.ValueKind == JsonValueKind.Array
            )
            {
                files.LookAtVariables(
                    variables.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()!)
                );
            }

            return files.Found;
        }
        catch (Exception damage) when (damage is ContentException or JsonException or InvalidOperationException)
        {
            // A configuration that is missing or damaged is what verify names; nothing is named by it.
            return [];
        }
    }
}
