using Wsm.Oci.Content;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Contents;

/// <summary>
/// Looks for the manifest of a platform in an index, and in the indexes below it. A child that does not say what it is for is asked: its
/// configuration knows. (crane takes it for linux/amd64, skopeo takes the first such child.)
/// </summary>
internal sealed class PlatformSearch(IContentSource source)
{
    private const int DeepestNesting = 4;
    private const int MostChildren = 1000;

    /// <summary>Of which the configuration is read.</summary>
    private const int MostQuestions = 32;
    private const int LargestConfig = 32 * 1024 * 1024;
    private const string AttestationMark = "vnd.docker.reference.type";

    private readonly List<(Descriptor Manifest, Platform Platform)> _known = [];
    private readonly List<Descriptor> _unknown = [];
    private int _seen;

    /// <summary>The platforms there are, each once, in the order of the index; those that had to be asked for last.</summary>
    public IReadOnlyList<Platform> Platforms => [.. _known.Select(pair => pair.Platform).Distinct()];

    /// <exception cref="ContentException">An index below cannot be read.</exception>
    public async Task ReadAsync(ImageIndex index, CancellationToken cancellationToken) =>
        await ReadAsync(index, null, 0, cancellationToken);

    /// <summary>
    /// Everything that fits exactly, or else what fits best, in the order of the index; nothing where nothing runs there.
    /// </summary>
    public async Task<IReadOnlyList<Descriptor>> FindAsync(Platform wanted, CancellationToken cancellationToken)
    {
        if (Best(wanted) is { Count: > 0 } described)
        {
            return described;
        }

        await AskAsync(cancellationToken);
        return Best(wanted);
    }

    private List<Descriptor> Best(Platform wanted)
    {
        var fitting = _known
            .Select(pair => (pair.Manifest, pair.Platform, Distance: wanted.DistanceTo(pair.Platform)))
            .Where(candidate => candidate.Distance is not null)
            .ToList();
        var least = fitting.Min(candidate => candidate.Distance);
        return
        [
            .. fitting
                .Where(candidate => candidate.Distance == least)
                .Select(candidate => candidate.Manifest with { Platform = candidate.Platform })
                .DistinctBy(manifest => manifest.Digest),
        ];
    }

    private async Task ReadAsync(ImageIndex index, Platform? outer, int depth, CancellationToken cancellationToken)
    {
        foreach (var child in index.Manifests.Where(child => !child.Annotations.ContainsKey(AttestationMark)))
        {
            if (++_seen > MostChildren)
            {
                throw new ContentException("the index holds more manifests than any image needs; it was not read further");
            }

            if (MediaTypes.IsIndex(child.MediaType))
            {
                if (depth < DeepestNesting)
                {
                    var inner = await source.GetManifestAsync(child.Digest.ToString(), cancellationToken);
                    await ReadAsync(inner.AsIndex(), child.Platform ?? outer, depth + 1, cancellationToken);
                }
            }
            else if ((child.Platform ?? outer) is not { } platform)
            {
                _unknown.Add(child);
            }
            else if (!platform.IsUnknown)
            {
                _known.Add((child, platform));
            }
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        foreach (var child in _unknown.Take(MostQuestions))
        {
            if (await PlatformOfAsync(child, cancellationToken) is { } platform)
            {
                _known.Add((child, platform));
            }
        }

        _unknown.Clear();
    }

    /// <summary>Null for what is no image.</summary>
    private async Task<Platform?> PlatformOfAsync(Descriptor child, CancellationToken cancellationToken)
    {
        var manifest = await source.GetManifestAsync(child.Digest.ToString(), cancellationToken);
        if (manifest.IsIndex || manifest.AsImage().Config is not { MediaType: MediaTypes.OciConfig or MediaTypes.DockerConfig } config)
        {
            return null;
        }

        if (config.Size > LargestConfig)
        {
            return Platform.LinuxAmd64;
        }

        using var bytes = new MemoryStream();
        await using (var stream = await source.OpenBlobAsync(config, 0, cancellationToken))
        {
            await stream.CopyToAsync(bytes, cancellationToken);
        }

        return ImageConfig.Parse(bytes.ToArray()).Platform is { IsUnknown: false } platform ? platform : Platform.LinuxAmd64;
    }
}
