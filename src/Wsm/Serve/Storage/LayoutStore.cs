using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Serve.Storage;

/// <summary>
/// A registry's content as one plain OCI layout folder: every repository shares its blobs, <c>index.json</c> names
/// <c>repository:tag</c>. Files appear under their final name complete, so that a kill at any moment loses only what was not acknowledged.
/// </summary>
public sealed class LayoutStore : IRegistryContent, IRegistryUploads, IDisposable
{
    private static readonly TimeSpan UploadPatience = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly bool _durable;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<string, RepositoryListing> _repositories;

    private LayoutStore(string folder, ImmutableDictionary<string, RepositoryListing> repositories, bool durable, TimeProvider time)
    {
        _folder = folder;
        _repositories = repositories;
        _durable = durable;
        _time = time;
    }

    public IReadOnlyDictionary<string, RepositoryListing> Repositories => _repositories;

    private string UploadFolder => Path.Combine(_folder, ".uploads");

    /// <summary>Opens the layout, or begins one in an empty or absent folder. Uploads that a former run left unfinished are dropped.</summary>
    /// <param name="folder">Its only writer must be this store.</param>
    /// <param name="durable">Whether an acknowledged push survives a power cut, not only a kill.</param>
    /// <param name="time">Ages unfinished uploads.</param>
    /// <exception cref="InvalidDataException">The folder holds something else, or a damaged layout.</exception>
    public static LayoutStore Open(string folder, bool durable, TimeProvider time)
    {
        var store = new LayoutStore(folder, LayoutIndex.Read(folder), durable, time);
        if (Directory.Exists(store.UploadFolder)) Directory.Delete(store.UploadFolder, recursive: true);
        Directory.CreateDirectory(store.UploadFolder);
        foreach (var algorithm in (string[])[Digest.Sha256, Digest.Sha512])
            Directory.CreateDirectory(Path.Combine(folder, "blobs", algorithm));
        LayoutIndex.WriteMarker(folder);
        return store;
    }

    public async Task<RawManifest> ReadManifestAsync(string repository, Descriptor manifest, CancellationToken cancellationToken) =>
        RawManifest.Create(await File.ReadAllBytesAsync(BlobPath(manifest.Digest), cancellationToken), manifest.MediaType, manifest.Digest.Algorithm);

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

    public UploadSession Begin()
    {
        DropStaleUploads();
        var id = Guid.NewGuid().ToString("N");
        var session = new UploadSession(id, Path.Combine(UploadFolder, id)) { LastUsed = _time.GetTimestamp() };
        _sessions[id] = session;
        return session;
    }

    public UploadSession? Find(string id)
    {
        if (!_sessions.TryGetValue(id, out var session)) return null;
        session.LastUsed = _time.GetTimestamp();
        return session;
    }

    public async Task<bool> CommitAsync(UploadSession session, Digest digest, CancellationToken cancellationToken)
    {
        _sessions.TryRemove(session.Id, out _);
        var hash = session.Finish(_durable);
        if (digest.Algorithm == Digest.Sha512)
        {
            await using var written = File.OpenRead(session.Path);
            hash = await SHA512.HashDataAsync(written, cancellationToken);
        }

        var matches = Digest.FromHash(digest.Algorithm, hash) == digest;
        if (matches) File.Move(session.Path, BlobPath(digest), overwrite: true);
        else File.Delete(session.Path);
        session.Dispose();
        return matches;
    }

    public void Abandon(UploadSession session)
    {
        if (!_sessions.TryRemove(session.Id, out _)) return;
        session.Dispose();
        File.Delete(session.Path);
    }

    public async Task PutManifestAsync(string repository, string? tag, RawManifest manifest, CancellationToken cancellationToken)
    {
        var held = HeldManifest.Of(manifest);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            LayoutIndex.WriteWhole(BlobPath(manifest.Digest), manifest.Bytes.Span, _durable);
            var listing = _repositories.GetValueOrDefault(repository, RepositoryListing.Empty);
            listing = listing with { Manifests = listing.Manifests.SetItem(manifest.Digest, held) };
            if (tag is not null) listing = listing with { Tags = listing.Tags.SetItem(tag, manifest.Digest) };
            var changed = _repositories.SetItem(repository, listing);
            LayoutIndex.Write(_folder, changed, _durable);
            _repositories = changed;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) Abandon(session);
        _writing.Dispose();
    }

    private void DropStaleUploads()
    {
        foreach (var session in _sessions.Values)
            if (_time.GetElapsedTime(session.LastUsed) > UploadPatience)
                Abandon(session);
    }

    private string BlobPath(Digest digest) => Path.Combine(_folder, "blobs", digest.Algorithm, digest.Hex);
}
