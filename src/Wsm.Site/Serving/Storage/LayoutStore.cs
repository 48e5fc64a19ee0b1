using System.Collections.Immutable;
using System.Security.Cryptography;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>
/// A registry's content as one plain OCI layout folder: every repository shares its blobs, <c>index.json</c> names
/// <c>repository:tag</c>. Files appear under their final name complete, so that a kill at any moment loses only what was not acknowledged.
/// </summary>
public sealed class LayoutStore : IRegistryContent, IDisposable
{
    private readonly GuardedFolder _folder;
    private readonly bool _durable;
    private readonly UploadSessions _uploads;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile ImmutableDictionary<string, RepositoryListing> _repositories;

    private LayoutStore(GuardedFolder folder, ImmutableDictionary<string, RepositoryListing> repositories, bool durable, TimeProvider time)
    {
        _folder = folder;
        _repositories = repositories;
        _durable = durable;
        _uploads = new UploadSessions(UploadFolder, time);
    }

    public IReadOnlyDictionary<string, RepositoryListing> Repositories => _repositories;

    private string UploadFolder => _folder.PathOf(LayoutIndex.UploadFolder);

    /// <summary>
    /// Opens the layout, or begins one in an empty or absent folder. Uploads that a former run left unfinished are dropped.
    /// </summary>
    /// <param name="folder">Its only writer must be this store.</param>
    /// <param name="durable">Whether an acknowledged push survives a power cut, not only a kill.</param>
    /// <param name="time">Ages unfinished uploads.</param>
    /// <exception cref="InvalidDataException">The folder holds something else, or a damaged layout.</exception>
    public static LayoutStore Open(string folder, bool durable, TimeProvider time)
    {
        var guarded = new GuardedFolder(folder);
        var store = new LayoutStore(guarded, LayoutIndex.Read(guarded), durable, time);
        foreach (var (name, _) in guarded.List(LayoutIndex.UploadFolder).ToList())
        {
            guarded.Delete(name);
        }

        guarded.CreateFolder(LayoutIndex.UploadFolder);
        foreach (var algorithm in (string[])[Digest.Sha256, Digest.Sha512])
        {
            guarded.CreateFolder($"blobs/{algorithm}");
        }

        if (!guarded.Contains(LayoutIndex.Marker))
        {
            store.Write(LayoutIndex.Marker, """{"imageLayoutVersion":"1.0.0"}"""u8);
        }

        return store;
    }

    public async Task<RawManifest> ReadManifestAsync(string repository, Descriptor manifest, CancellationToken cancellationToken) =>
        RawManifest.Create(
            await Task.Run(() => _folder.ReadAll(LayoutIndex.BlobName(manifest.Digest), RawManifest.LargestSize), cancellationToken)
                ?? throw new FileNotFoundException($"the manifest {manifest.Digest} is gone"),
            manifest.MediaType,
            manifest.Digest.Algorithm
        );

    public Stream? OpenBlob(string repository, Digest digest) => _folder.OpenStream(LayoutIndex.BlobName(digest));

    /// <summary>Null when too many uploads are under way.</summary>
    /// <param name="client">Who sends: nobody can take all the room for himself.</param>
    public PushSession? TryBegin(string? client) => _uploads.TryBegin(client);

    /// <exception cref="InvalidOperationException">Too many uploads are under way.</exception>
    public PushSession Begin() => TryBegin(null) ?? throw new InvalidOperationException("too many uploads are under way");

    public PushSession? Find(string id) => _uploads.Find(id);

    public void Abandon(PushSession session) => _uploads.Abandon(session);

    /// <summary>
    /// Ends the upload: the bytes become the blob, or are thrown away and false is returned because they are not <paramref name="digest"/>.
    /// </summary>
    public async Task<bool> CommitAsync(PushSession session, Digest digest, CancellationToken cancellationToken)
    {
        _uploads.Remove(session);
        try
        {
            var hash = session.Finish(_durable);
            if (digest.Algorithm == Digest.Sha512)
            {
                await using var written = File.OpenRead(session.Path);
                hash = await SHA512.HashDataAsync(written, cancellationToken);
            }
            if (Digest.FromHash(digest.Algorithm, hash) != digest)
            {
                return false;
            }

            Publish(session.Path, LayoutIndex.BlobName(digest));
            return true;
        }
        finally
        {
            session.Dispose();
            File.Delete(session.Path);
        }
    }

    /// <summary>Adds a manifest, whose blobs are there, and points the tag, if any, to it.</summary>
    public async Task PutManifestAsync(string repository, string? tag, RawManifest manifest, CancellationToken cancellationToken)
    {
        var held = HeldManifest.Of(manifest);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Write(LayoutIndex.BlobName(manifest.Digest), manifest.Bytes.Span);
            var listing = _repositories.GetValueOrDefault(repository, RepositoryListing.Empty);
            listing = listing with { Manifests = listing.Manifests.SetItem(manifest.Digest, held) };
            if (tag is not null)
            {
                listing = listing with { Tags = listing.Tags.SetItem(tag, manifest.Digest) };
            }

            var changed = _repositories.SetItem(repository, listing);
            Write(LayoutIndex.Name, LayoutIndex.ToBytes(changed));
            _repositories = changed;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _uploads.Dispose();
        _writing.Dispose();
    }

    /// <summary>
    /// Writes where uploads grow and renames, so that nobody ever sees half of a file and a kill leaves nothing but what the next start
    /// clears away.
    /// </summary>
    private void Write(string name, ReadOnlySpan<byte> content) =>
        AtomicFile.Write(
            _folder,
            name,
            content,
            new AtomicFileOptions { Partial = $"{LayoutIndex.UploadFolder}/{Guid.NewGuid():N}", Fleeting = !_durable }
        );

    private void Publish(string temporary, string name)
    {
        _folder.Rename(temporary, name);
        if (_durable)
        {
            FolderSync.Flush(Path.GetDirectoryName(_folder.PathOf(name))!);
        }
    }
}
