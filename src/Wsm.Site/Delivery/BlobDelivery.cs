using System.Collections.Concurrent;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Site.Delivery;

/// <summary>Brings each distinct blob once over the wire to a registry, and into every repository that needs it.</summary>
internal sealed class BlobDelivery : IDisposable
{
    /// <summary>For each blob on the line, so many more may be waiting for the registry to store what it was sent.</summary>
    private const int CommitsForEach = 3;

    private readonly RegistryClient _client;
    private readonly DeliveryOptions _options;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _open;
    private readonly ConcurrentDictionary<(string Registry, Digest Digest), Place> _places = new();
    private readonly Dictionary<Digest, List<IContentSource>> _sources;

    public BlobDelivery(RegistryClient client, DeliveryOptions options, IEnumerable<ImageToDeliver> images)
    {
        _client = client;
        _options = options;
        _slots = new SemaphoreSlim(options.Parallel);
        _open = new SemaphoreSlim(options.Parallel * (1 + CommitsForEach));
        _sources = images
            .SelectMany(image => image.Blobs.Select(blob => (blob.Digest, image.Content)))
            .GroupBy(pair => pair.Digest, pair => pair.Content)
            .ToDictionary(same => same.Key, same => same.Distinct().ToList());

        // What a registry sends can be damaged on its way, what a file holds is damaged for good: only the first is read once more.
        foreach (var same in _sources.Values)
        {
            same.AddRange([.. same.Where(source => source is Repository)]);
        }
    }

    /// <summary>Notes that a repository holds a blob, so that others can mount it from there.</summary>
    public void Remember(ImageReference target, Descriptor blob) => PlaceOf(target.Registry, blob.Digest).Add(target.Repository);

    /// <summary>
    /// Brings the blob into the target's repository; the same blob for the same repository is brought once, however often it is asked for.
    /// </summary>
    public Task<UploadOutcome> DeliverAsync(
        ImageReference target,
        Descriptor blob,
        Action<long> onSent,
        CancellationToken cancellationToken
    ) => PlaceOf(target.Registry, blob.Digest).Once(target.Repository, place => BringAsync(place, target, blob, onSent, cancellationToken));

    public void Dispose()
    {
        _slots.Dispose();
        _open.Dispose();
        foreach (var place in _places.Values)
        {
            place.Dispose();
        }
    }

    private async Task<UploadOutcome> BringAsync(
        Place place,
        ImageReference target,
        Descriptor blob,
        Action<long> onSent,
        CancellationToken cancellationToken
    )
    {
        // The first repository's upload is waited for: the others then mount. A slot is never held while waiting for a turn.
        await place.Turn.WaitAsync(cancellationToken);
        var holdsTurn = place.Repositories.Count == 0;
        if (!holdsTurn)
        {
            place.Turn.Release();
        }

        try
        {
            await _open.WaitAsync(cancellationToken);
            try
            {
                var outcome = await SendAsync(place, target, blob, onSent, cancellationToken);
                place.Add(target.Repository);
                return outcome;
            }
            finally
            {
                _open.Release();
            }
        }
        finally
        {
            if (holdsTurn)
            {
                place.Turn.Release();
            }
        }
    }

    /// <summary>
    /// The slot is for what travels: once the last byte is sent the next blob may go, while the registry hashes, flushes and moves this
    /// one, which may take it long. (Should it then want it again, the blob goes beside the others.)
    /// </summary>
    private async Task<UploadOutcome> SendAsync(
        Place place,
        ImageReference target,
        Descriptor blob,
        Action<long> onSent,
        CancellationToken cancellationToken
    )
    {
        await _slots.WaitAsync(cancellationToken);
        var (left, held) = (blob.Size, 1);
        try
        {
            return await UploadAsync(place, target, blob, Sent, cancellationToken);
        }
        finally
        {
            GiveBack();
        }

        void Sent(long bytes)
        {
            onSent(bytes);
            if (Interlocked.Add(ref left, -bytes) == 0)
            {
                GiveBack();
            }
        }

        void GiveBack()
        {
            if (Interlocked.Exchange(ref held, 0) == 1)
            {
                _slots.Release();
            }
        }
    }

    private async Task<UploadOutcome> UploadAsync(
        Place place,
        ImageReference target,
        Descriptor blob,
        Action<long> onSent,
        CancellationToken cancellationToken
    )
    {
        var repository = _client.GetRepository(target);
        var options = new UploadOptions
        {
            MountFrom = place.Repositories,
            ChunkSize = _options.ChunkSize,
            OnSent = onSent,
        };
        var sources = _sources[blob.Digest];
        for (var i = 0; ; i++)
        {
            var unreadable = false;
            try
            {
                var source = sources[i];
                return await repository.UploadBlobAsync(blob, OpenAsync, options, cancellationToken);

                async Task<Stream> OpenAsync(long offset, CancellationToken token)
                {
                    try
                    {
                        return await source.OpenBlobAsync(blob, offset, token);
                    }
                    catch (ContentException)
                    {
                        unreadable = true;
                        throw;
                    }
                }
            }
            catch (ContentException e)
                when ((unreadable || e is not RegistryException)
                    && i + 1 < sources.Count
                    && (e is IntegrityException || sources.IndexOf(sources[i + 1]) > i)
                )
            {
                // This archive is damaged there, or this repository lacks it; another source holds the same blob.
            }
        }
    }

    private Place PlaceOf(string registry, Digest digest) => _places.GetOrAdd((registry, digest), _ => new Place());

    /// <summary>Where on one registry a blob is, and is being brought to.</summary>
    private sealed class Place : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, Task<UploadOutcome>> _running = new(StringComparer.Ordinal);
        private List<string> _repositories = [];

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public List<string> Repositories => _repositories;

        public void Add(string repository)
        {
            lock (_lock)
            {
                if (!_repositories.Contains(repository))
                {
                    _repositories = [.. _repositories, repository];
                }
            }
        }

        public Task<UploadOutcome> Once(string repository, Func<Place, Task<UploadOutcome>> bring)
        {
            lock (_lock)
            {
                if (_running.TryGetValue(repository, out var running))
                {
                    return running;
                }

                return _running[repository] = bring(this);
            }
        }

        public void Dispose() => Turn.Dispose();
    }
}
