using System.Collections.Concurrent;

namespace Wsm.Serve.Storage;

/// <summary>The uploads that are under way: as many as there is room for, and none that its client has forgotten.</summary>
internal sealed class UploadSessions : IDisposable
{
    /// <summary>Twenty clients that push fifty layers at once; each costs an open file.</summary>
    private const int Most = 1000;

    /// <summary>Since the last byte, not since the first: an upload over a bad line may take days.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);
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
    public UploadSession? TryBegin()
    {
        if (_sessions.Count >= Most)
            DropForgotten();
        if (_sessions.Count >= Most)
            return null;
        var id = Guid.NewGuid().ToString("N");
        var session = new UploadSession(id, Path.Combine(_folder, id), _time);
        _sessions[id] = session;
        return session;
    }

    public UploadSession? Find(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
            return null;
        session.Touch();
        return session;
    }

    /// <summary>Takes the session out; false when somebody else has done so.</summary>
    public bool Remove(UploadSession session) => _sessions.TryRemove(session.Id, out _);

    public void Abandon(UploadSession session)
    {
        if (!Remove(session))
            return;
        session.Dispose();
        File.Delete(session.Path);
    }

    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var session in _sessions.Values)
            Abandon(session);
    }

    private void DropForgotten()
    {
        foreach (var session in _sessions.Values)
        {
            // Whoever holds the gate is sending, however long it takes; a gate taken here is never given back.
            if (session.IdleTime > Patience && session.Gate.Wait(0))
                Abandon(session);
        }
    }
}
