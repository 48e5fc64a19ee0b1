using System.Collections.Concurrent;

namespace Wsm.Site.Serving.Storage;

/// <summary>The uploads that are under way: as many as there is room for, and none that its client has forgotten.</summary>
internal sealed class UploadSessions : IDisposable
{
    /// <summary>Twenty clients that push fifty layers at once; each costs an open file.</summary>
    private const int Most = 1000;

    /// <summary>Since the last byte, not since the first: an upload over a bad line may take days.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>What lies between two requests of a client that is at work.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PushSession> _sessions = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public UploadSessions(string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        _sweep = time.CreateTimer(_ => DropForgotten(), null, Patience, Patience / 6);
    }

    /// <summary>Null when there are too many.</summary>
    public PushSession? TryBegin(string? client)
    {
        if (_sessions.Count >= Most)
        {
            DropForgotten();
        }

        if (_sessions.Count >= Most && !MakeRoomFor(client))
        {
            return null;
        }

        var id = Guid.NewGuid().ToString("N");
        var session = new PushSession(id, client, Path.Combine(_folder, id), _time);
        _sessions[id] = session;
        return session;
    }

    public PushSession? Find(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            return null;
        }

        session.Touch();
        return session;
    }

    /// <summary>Takes the session out; false when somebody else has done so.</summary>
    public bool Remove(PushSession session) => _sessions.TryRemove(session.Id, out _);

    public void Abandon(PushSession session)
    {
        if (!Remove(session))
        {
            return;
        }

        session.Dispose();
        File.Delete(session.Path);
    }

    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var session in _sessions.Values)
        {
            Abandon(session);
        }
    }

    /// <summary>
    /// Whoever has begun the most gives up one, of those that nothing is being sent to: first one without a byte, else the one that has
    /// waited longest.
    /// </summary>
    private bool MakeRoomFor(string? client)
    {
        var greediest = _sessions.Values.GroupBy(session => session.Client).MaxBy(group => group.Count());
        if (greediest is null)
        {
            return true;
        }

        // A client that has its share of the room waits for its own uploads to end; those that it has forgotten do not count.
        var candidates = greediest
            .Where(session => session.Length == 0 || greediest.Key != client)
            .OrderBy(session => session.Length > 0)
            .ThenByDescending(session => session.IdleTime);
        foreach (var session in candidates)
        {
            if (session.IdleTime > Breath && session.Gate.Wait(0))
            {
                Abandon(session);
                return true;
            }
        }

        return false;
    }

    private void DropForgotten()
    {
        foreach (var session in _sessions.Values)
        {
            // Whoever holds the gate is sending, however long it takes; a gate taken here is never given back.
            if (session.IdleTime > Patience && session.Gate.Wait(0))
            {
                Abandon(session);
            }
        }
    }
}
