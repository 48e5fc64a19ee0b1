using System.Runtime.CompilerServices;
using System.Text.Json;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Watching;

/// <summary>
/// Objects of a kind and what becomes of them, for as long as one listens. A watch that ends goes on where it was; one whose place the
/// server has forgotten begins with a new list, of which only the differences are told.
/// </summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes</remarks>
internal sealed class ObjectWatch(ApiClient client, ResourceKind kind, string? space, Selection selection)
{
    /// <summary>What the connection may be late after that.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, KubeObject> _known = new(StringComparer.Ordinal);
    private string _version = "";

    /// <summary>After so long the server ends a watch, and a new one is begun.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(5);

    private TimeProvider Time => client.Transport.Time;

    /// <exception cref="ApiException">The first list was refused, or a later one is not allowed any more.</exception>
    public async IAsyncEnumerable<WatchEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return change;
        }

        yield return new WatchEvent(WatchEventKind.Synced, null);
        var failures = 0;
        while (true)
        {
            var anew = false;
            var lines = WatchOnceAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (lines.ConfigureAwait(false))
            {
                while (true)
                {
                    WatchEvent? change = null;
                    try
                    {
                        if (!await lines.MoveNextAsync().ConfigureAwait(false))
                        {
                            break;
                        }

                        change = lines.Current;
                        failures = 0;
                    }
                    catch (ApiException expired) when (expired.IsExpired)
                    {
                        anew = true;
                        break;
                    }
                    catch (Exception lost) when (IsLost(lost, cancellationToken))
                    {
                        failures++;
                        break;
                    }

                    if (change is not null)
                    {
                        yield return change;
                    }
                }
            }

            if (failures > 0)
            {
                await Task.Delay(PauseAfter(failures), Time, cancellationToken).ConfigureAwait(false);
            }

            if (anew)
            {
                foreach (var change in await ListAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return change;
                }
            }
        }
    }

    private static TimeSpan PauseAfter(int failures)
    {
        var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(failures, 10)));
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary>The network's and the server's troubles pass; a refusal does not.</summary>
    private static bool IsLost(Exception failure, CancellationToken cancellationToken) =>
        failure switch
        {
            ApiException { StatusCode: null } => true,
            ApiException refused => (int)refused.StatusCode! is 429 or >= 500,
            IOException or HttpRequestException or JsonException => true,
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            _ => false,
        };

    /// <summary>What is different from what was told before.</summary>
    private async Task<List<WatchEvent>> ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(kind, space, selection, cancellationToken).ConfigureAwait(false);
        _version = list.ResourceVersion;
        var there = list.Items.ToDictionary(KeyOf);
        var changes = _known
            .Where(known => !there.TryGetValue(known.Key, out var now) || now.Uid != known.Value.Uid)
            .Select(known => new WatchEvent(WatchEventKind.Deleted, known.Value))
            .ToList();
        foreach (var (key, item) in there)
        {
            if (!_known.TryGetValue(key, out var before) || before.Uid != item.Uid)
            {
                changes.Add(new WatchEvent(WatchEventKind.Added, item));
            }
            else if (before.ResourceVersion != item.ResourceVersion)
            {
                changes.Add(new WatchEvent(WatchEventKind.Modified, item));
            }
        }

        _known.Clear();
        foreach (var (key, item) in there)
        {
            _known[key] = item;
        }

        return changes;
    }

    /// <summary>One watch to its end; null stands for a bookmark.</summary>
    private async IAsyncEnumerable<WatchEvent?> WatchOnceAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, kind.PathOf(space))
        {
            Query =
            [
                new("watch", "true"),
                new("allowWatchBookmarks", "true"),
                new("resourceVersion", _version),
                new("timeoutSeconds", $"{Length.TotalSeconds:0}"),
                new("labelSelector", selection.Labels),
                new("fieldSelector", selection.Fields),
            ],
        };
        using var limit = new CancellationTokenSource(Length + Grace, Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var response = await request.OpenAsync(client.Transport, both.Token).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(both.Token).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0)
            {
                yield return Take(new KubeObject(KubeJson.ParseObject(line)));
            }
        }
    }

    private WatchEvent? Take(KubeObject change)
    {
        var item = change.Object("object") ?? throw new JsonException("a watch sent no object");
        switch (change.Text("type"))
        {
            case "ERROR":
                throw Refused(item);
            case "BOOKMARK":
                _version = item.ResourceVersion;
                return null;
            case "DELETED":
                _version = item.ResourceVersion;
                _known.Remove(KeyOf(item));
                return new WatchEvent(WatchEventKind.Deleted, item);
            default:
                _version = item.ResourceVersion;
                var isNew = !_known.ContainsKey(KeyOf(item));
                _known[KeyOf(item)] = item;
                return new WatchEvent(isNew ? WatchEventKind.Added : WatchEventKind.Modified, item);
        }
    }

    private ApiException Refused(KubeObject document)
    {
        var status = StatusDocument.TryRead(document);
        return new ApiException($"the watch of {kind.Plural} ended: {status?.Message}")
        {
            Method = "GET",
            Path = kind.PathOf(space),
            StatusCode = status?.Code is { } code ? (System.Net.HttpStatusCode)code : System.Net.HttpStatusCode.InternalServerError,
            Reason = status?.Reason,
            ServerMessage = status?.Message,
        };
    }

    private static string KeyOf(KubeObject item) => $"{item.Namespace}/{item.Name}";
}
