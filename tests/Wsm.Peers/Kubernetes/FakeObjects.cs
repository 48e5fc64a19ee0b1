using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Wsm.Peers.Kubernetes;

/// <summary>The objects of a stand-in cluster, and who waits for their changes.</summary>
public sealed class FakeObjects
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Path, JsonObject Change)> _history = [];
    private readonly List<ChannelWriter<(string Path, JsonObject Change)>> _watchers = [];
    private long _version = 100;
    private bool _closed;

    public List<FakeKind> Kinds { get; } = [.. FakeKind.Common];

    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>Watches that run at the moment.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock)
            {
                return _watchers.Count;
            }
        }
    }

    public FakeKind KindOf(JsonObject item) =>
        Kinds.First(kind => kind.Kind == (string?)item["kind"] && kind.ApiVersion == (string?)item["apiVersion"]);

    public string PathOf(JsonObject item)
    {
        var kind = KindOf(item);
        var space = kind.IsNamespaced ? $"/namespaces/{item["metadata"]?["namespace"]}" : "";
        return $"{kind.Root}{space}/{kind.Plural}/{item["metadata"]!["name"]}";
    }

    /// <summary>Makes an object, or changes the one of its name.</summary>
    public JsonObject Put(string json) => Put((JsonObject)JsonNode.Parse(json)!);

    public JsonObject Put(JsonObject item)
    {
        lock (_lock)
        {
            var kind = KindOf(item);
            var metadata = (JsonObject)(item["metadata"] ??= new JsonObject());
            if (kind.IsNamespaced)
            {
                metadata["namespace"] ??= "default";
            }

            var path = PathOf(item);
            _objects.TryGetValue(path, out var before);
            metadata["uid"] ??= (string?)before?["metadata"]?["uid"] ?? Guid.NewGuid().ToString();
            metadata["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            _objects[path] = item;
            Tell(path, before is null ? "ADDED" : "MODIFIED", item);
            return (JsonObject)item.DeepClone();
        }
    }

    public JsonObject? Get(string path)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(path, out var item) ? (JsonObject)item.DeepClone() : null;
        }
    }

    public bool Remove(string path)
    {
        lock (_lock)
        {
            if (!_objects.Remove(path, out var item))
            {
                return false;
            }

            item["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            Tell(path, "DELETED", item);
            return true;
        }
    }

    public IReadOnlyList<JsonObject> List(Func<string, bool> isMeant)
    {
        lock (_lock)
        {
            return [.. _objects.Where(pair => isMeant(pair.Key)).Select(pair => (JsonObject)pair.Value.DeepClone())];
        }
    }

    /// <summary>What has changed after a version, and what will.</summary>
    public ChannelReader<(string Path, JsonObject Change)> Watch(long after)
    {
        var channel = Channel.CreateUnbounded<(string, JsonObject)>();
        lock (_lock)
        {
            foreach (var (_, path, change) in _history.Where(entry => entry.Version > after))
            {
                channel.Writer.TryWrite((path, change));
            }

            if (_closed)
            {
                channel.Writer.Complete();
            }
            else
            {
                _watchers.Add(channel.Writer);
            }
        }

        return channel.Reader;
    }

    /// <summary>Ends every watch that runs, as a server does from time to time.</summary>
    public void EndWatches()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.TryComplete();
            }

            _watchers.Clear();
        }
    }

    /// <summary>Sends a line to every watch.</summary>
    public void Say(JsonObject change)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.TryWrite(("", change));
            }
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }

        EndWatches();
    }

    private void Tell(string path, string type, JsonObject item)
    {
        var change = new JsonObject { ["type"] = type, ["object"] = item.DeepClone() };
        _history.Add((_version, path, change));
        foreach (var watcher in _watchers)
        {
            watcher.TryWrite((path, change));
        }
    }
}
