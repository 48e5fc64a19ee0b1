using System.Collections.Concurrent;
using System.Text.Json;
using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Finding.Inside;

namespace Wsm.Bundles.Inside;

/// <summary>
/// Looks for references in the files of images, each layer once, a few at a time. Layers may be handed over one by one while a bundle is
/// written; those that were not are read from the bundle in the end.
/// </summary>
/// <param name="atOnce">How many layers to read at once.</param>
public sealed class InsideScan(int atOnce, CancellationToken cancellationToken) : IDisposable
{
    private const int LargestConfig = 4 << 20;

    /// <summary>Layers that wait hold a file open each; those beyond are left for the end.</summary>
    private const int MostWaiting = 100;

    private readonly ConcurrentDictionary<Digest, Lazy<Task<LayerFindings>>> _layers = [];
    private readonly SemaphoreSlim _turns = new(atOnce);
    private readonly SemaphoreSlim _large = new(1);
    private int _waiting;

    /// <summary>Takes a blob that has just been written.</summary>
    /// <param name="open">Called at once or not at all; null when the blob is not there any more.</param>
    public void Take(Descriptor blob, Func<Stream?> open)
    {
        if (!IsLayer(blob) || Volatile.Read(ref _waiting) >= MostWaiting || _layers.ContainsKey(blob.Digest))
        {
            return;
        }

        try
        {
            if (open() is { } stream)
            {
                Begin(blob.Digest, () => stream);
            }
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
            foreach (var layer in manifests.SelectMany(manifest => manifest.Layers).Where(IsLayer))
            {
                Begin(layer.Digest, () => image.OpenBlob(layer, 0, verify: true));
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

    private void Begin(Digest layer, Func<Stream> open) =>
        _ = _layers.GetOrAdd(layer, _ => new Lazy<Task<LayerFindings>>(() => ReadAsync(open))).Value;

    private async Task<LayerFindings> ReadAsync(Func<Stream> open)
    {
        Interlocked.Increment(ref _waiting);
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => new LayerScan(_large).Read(open, cancellationToken), cancellationToken).ConfigureAwait(false);
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
                layers.Add((layer, await _layers[layer.Digest].Value.ConfigureAwait(false)));
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
