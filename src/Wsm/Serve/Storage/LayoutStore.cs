using System.Collections.Immutable;
using System.Security.Cryptography;
using Wsm.Bundles.Writing;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Serve.Storage;

/// <summary>
/// A registry's content as one plain OCI layout folder: every repository shares its blobs, <c>index.json</c> names
/// <c>repository:tag</c>. Files appear under their final name complete, so that a kill at any moment loses only what was not acknowledged.
/// </summary>
public sealed class LayoutStore : IRegistryContent, IRegistryUploads, IDisposable
{
    private readonly string _folder;
    private readonly bool _durable;
    private readonly UploadSessions _uploads;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile ImmutableDictionary<string, RepositoryListing> _repositories;

    private LayoutStore(string folder, ImmutableDictionary<string, RepositoryListing> repositories, bool durable, TimeProvider time)
    {
        _folder = folder;
        _repositories = repositories;
        _durable = durable;
        _uploads = new UploadSessions(UploadFolder, time);
    }

    public IReadOnlyDictionary<string, RepositoryListing> Repositories => _repositories;

    private string UploadFolder => Path.Combine(_folder, LayoutIndex.UploadFolder);

    /// <summary>Opens the layout, or begins one in an empty or absent folder. Uploads that a former run left unfinished are dropped.</summary>
    /// <param name="folder">Its only writer must be this store.</param>
    /// <param name="durable">Whether an acknowledged push survives a power cut, not only a kill.</param>
    /// <param name="time">Ages unfinished uploads.</param>
    /// <exception cref="InvalidDataException">The folder holds something else, or a damaged layout.</exception>
    public static LayoutStore Open(string folder, bool durable, TimeProvider time)
    {
        var store = new LayoutStore(folder, LayoutIndex.Read(folder), durable, time);
        if (Directory.Exists(store.UploadFolder))
            Directory.Delete(store.UploadFolder, recursive: true);
        Directory.CreateDirectory(store.UploadFolder);
        foreach (var algorithm in (string[])[Digest.Sha256, Digest.Sha512])
            Directory.CreateDirectory(Path.Combine(folder, "blobs", algorithm));
        if (!File.Exists(Path.Combine(folder, LayoutIndex.Marker)))
            store.Write(Path.Combine(folder, LayoutIndex.Marker), """{"imageLayoutVersion":"1.0.0"}"""u8);
        return store;
    }

    public async Task<RawManifest> ReadManifestAsync(string repository, Descriptor manifest, CancellationToken cancellationToken) =>
        RawManifest.Create(
            await File.ReadAllBytesAsync(BlobPath(manifest.Digest), cancellationToken),
            manifest.MediaType,
            manifest.Digest.Algorithm
        );

    public Stream? OpenBlob(string repository, Digest digest)
    {
        try
        {
            return new FileStream(BlobPath(digest), new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous });
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public UploadSession? TryBegin() => _uploads.TryBegin();

    /// <exception cref="InvalidOperationException">Too many uploads are under way.</exception>
    public UploadSession Begin() => TryBegin() ?? throw new InvalidOperationException("too many uploads are under way");

    public UploadSession? Find(string id) => _uploads.Find(id);

    public void Abandon(UploadSession session) => _uploads.Abandon(session);

    public async Task<bool> CommitAsync(UploadSession session, Digest digest, CancellationToken cancellationToken)
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
                return false;
            Publish(session.Path, BlobPath(digest));
            return true;
        }
        finally
        {
            session.Dispose();
            File.Delete(session.Path);
        }
    }

    public async Task PutManifestAsync(string repository, string? tag, RawManifest manifest, CancellationToken cancellationToken)
    {
        var held = HeldManifest.Of(manifest);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Write(BlobPath(manifest.Digest), manifest.Bytes.Span);
            var listing = _repositories.GetValueOrDefault(repository, RepositoryListing.Empty);
            listing = listing with { Manifests = listing.Manifests.SetItem(manifest.Digest, held) };
            if (tag is not null)
                listing = listing with { Tags = listing.Tags.SetItem(tag, manifest.Digest) };
            var changed = _repositories.SetItem(repository, listing);
            Write(Path.Combine(_folder, LayoutIndex.Name), LayoutIndex.ToBytes(changed));
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

    /// <summary>Writes where uploads grow and renames, so that nobody ever sees half of a file and a kill leaves nothing but what the next start clears away.</summary>
    private void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = Path.Combine(UploadFolder, Guid.NewGuid().ToString("N"));
        using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            if (_durable)
                RandomAccess.FlushToDisk(file);
        }
        Publish(temporary, path);
    }

    private void Publish(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        if (_durable)
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    private string BlobPath(Digest digest) => Path.Combine(_folder, "blobs", digest.Algorithm, digest.Hex);
}
