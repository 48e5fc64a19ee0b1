using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.CommandLine;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Failures;

namespace Wsm.Commands.Download;

/// <summary>Finds out what a reference stands for: from the bundle's lock where that decides, else from the registry.</summary>
internal sealed class ImagePlanner(RegistryClient registry, OlderContent older, DownloadRequest request, Action<string> warn)
{
    private readonly Dictionary<string, BlobSource> _sources = [];

    /// <summary>What an image consists of and what its tag stood for.</summary>
    /// <param name="Sources">Where its blobs can be had, best first.</param>
    public sealed record PlannedContents(ImageContents Contents, Digest SourceDigest, IReadOnlyList<BlobSource> Sources);

    /// <exception cref="UserError">It does not have the wanted platform.</exception>
    /// <exception cref="ContentException">It is not there, or cannot be read.</exception>
    public async Task<PlannedContents> ResolveAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var repository = await registry.FindOriginAsync(reference, cancellationToken);
        var locked = older.Find(reference);
        if (locked is not null && reference.Digest is null)
        {
            locked = await StillHoldsAsync(reference, locked, repository, cancellationToken) ? locked : null;
        }

        var source = new LocalFirst(older, locked, repository);
        if (
            locked is not null
            && older.Lock!.Platforms.SequenceEqual(request.Platforms.Names)
            && older.FindManifest(locked, locked.Digest) is { } kept
        )
        {
            var platform = locked.Digest != locked.SourceDigest && locked.Platforms is [var only] ? Platform.Parse(only) : null;
            return await TakeAsync(
                await ImageContents.ReadAsync(reference, kept, platform, source, cancellationToken),
                locked.SourceDigest,
                repository,
                cancellationToken
            );
        }

        var contents = await ImageContents.ResolveAsync(
            reference,
            locked?.SourceDigest.ToString() ?? reference.TagOrDigest,
            request.Set.IsArtifact(reference) ? PlatformChoice.All : request.Platforms,
            source,
            cancellationToken
        );
        if (PlatformOption.TellOfOtherBuilds(contents) is { } builds)
        {
            warn(builds);
        }

        return await TakeAsync(contents, contents.SourceDigest, repository, cancellationToken);
    }

    /// <summary>The whole index in place of the platform that was chosen from it.</summary>
    public async Task<PlannedContents> WholeAsync(PlannedContents chosen, CancellationToken cancellationToken)
    {
        var reference = chosen.Contents.Reference;
        var repository = await registry.FindOriginAsync(reference, cancellationToken);
        var root = await repository.GetManifestAsync(chosen.SourceDigest.ToString(), cancellationToken);
        return await TakeAsync(
            await ImageContents.ReadAsync(reference, root, null, repository, cancellationToken),
            root.Digest,
            repository,
            cancellationToken
        );
    }

    /// <summary>What of the image can be had, and what cannot is said.</summary>
    private async Task<PlannedContents> TakeAsync(
        ImageContents contents,
        Digest sourceDigest,
        Repository repository,
        CancellationToken cancellationToken
    )
    {
        var taken = await ForeignLayers.TakeAsync(contents, repository, request.ForeignLayers, cancellationToken);
        if (PlatformOption.TellOfLeftOut(taken) is { } leftOut)
        {
            warn(leftOut);
        }

        // A mirror may have an image's manifest and have lost a layer of it.
        var others = registry.OriginsOf(contents.Reference).Where(other => NameOf(other) != NameOf(repository));
        return new PlannedContents(taken, sourceDigest, [SourceOf(repository), .. others.DistinctBy(NameOf).Select(SourceOf)]);
    }

    /// <summary>Whether the tag still stands for what the lock says, or the lock decides all the same.</summary>
    private async Task<bool> StillHoldsAsync(
        ImageReference reference,
        LockedImage locked,
        Repository repository,
        CancellationToken cancellationToken
    )
    {
        Descriptor? now;
        try
        {
            now = await repository.FindManifestAsync(reference.Tag!, cancellationToken);
        }
        catch (RegistryException error) when (!request.Update)
        {
            warn($"{reference.AsWritten}: cannot tell whether the tag has moved: {error.Message}");
            return true;
        }

        if (now is null || now.Digest == locked.SourceDigest)
        {
            return true;
        }

        if (request.Update)
        {
            return false;
        }

        warn(
            $"{reference.AsWritten}: the tag has moved from {locked.SourceDigest} to {now.Digest}; the bundle keeps the first (--update "
                + "takes the new one)"
        );
        return true;
    }

    private static string NameOf(Repository repository) => $"{repository.Registry}/{repository.Name}";

    /// <summary>One source for a repository, so that images of the same repository share it.</summary>
    private BlobSource SourceOf(Repository repository)
    {
        lock (_sources)
        {
            var name = NameOf(repository);
            return _sources.TryGetValue(name, out var source)
                ? source
                : _sources[name] = new BlobSource(
                    (blob, offset, cancellation) => repository.OpenBlobAsync(blob, offset, verify: false, cancellation),
                    repository.OpenBlobRangeAsync
                );
        }
    }

    private sealed class LocalFirst(OlderContent older, LockedImage? locked, Repository repository) : IContentSource
    {
        public async Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
            locked is not null && Digest.TryParse(tagOrDigest, out var digest) && older.FindManifest(locked, digest) is { } kept
                ? kept
                : await repository.GetManifestAsync(tagOrDigest, cancellationToken);

        public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) =>
            repository.OpenBlobAsync(blob, offset, cancellationToken);
    }
}
