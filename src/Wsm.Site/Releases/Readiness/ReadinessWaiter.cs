using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Readiness;

/// <summary>Waits until objects are what was asked for, and tells at once what keeps them from it.</summary>
internal sealed class ReadinessWaiter(ApiClient client, TimeProvider time, Action<ReleaseNote> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PodTroubles _troubles = new(client);

    /// <exception cref="ReleaseException">The time is over, or something has failed for good.</exception>
    public async Task WaitAsync(IReadOnlyList<ClusterObject> items, WaitOptions options, CancellationToken cancellationToken)
    {
        var open = items.Where(item => item.Kind is not null && item.Name.Length > 0).ToDictionary(item => item, _ => "");
        var failed = new List<string>();
        var began = options.Began ?? time.GetTimestamp();
        while (open.Count > 0)
        {
            foreach (var (item, said) in open.ToList())
            {
                var live = await client.FindAsync(item.Kind!, item.Namespace, item.Name, cancellationToken);
                var status = live is null ? new ObjectStatus(ObjectState.NotFound, "it is not there") : StatusRules.Of(live, options);
                if (status.State is ObjectState.Current)
                {
                    open.Remove(item);
                    if (said.Length > 0)
                    {
                        TellProgress(item, live, "ready", isOver: true);
                    }

                    continue;
                }

                if (live is not null)
                {
                    await TellTroublesAsync(item, live, cancellationToken);
                }

                if (status.State == ObjectState.Failed)
                {
                    open.Remove(item);
                    failed.Add($"{item}: {status.Message}");
                    TellProgress(item, live, status.Message, isOver: true);
                }
                else if (status.Message != said)
                {
                    open[item] = status.Message;
                    TellProgress(item, live, status.Message, isOver: false);
                }
            }

            if (open.Count == 0)
            {
                break;
            }

            if (time.GetElapsedTime(began) > options.Timeout)
            {
                throw new ReleaseException(ReleaseProblem.NotReady, $"not everything was ready within {options.Timeout.TotalSeconds:0} s")
                {
                    Details = [.. failed, .. open.Select(late => $"{late.Key}: {late.Value}")],
                };
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        if (failed.Count > 0)
        {
            throw new ReleaseException(ReleaseProblem.NotReady, "something cannot become ready") { Details = failed };
        }
    }

    /// <summary>Waits until an object is gone.</summary>
    /// <exception cref="ReleaseException">The time is over.</exception>
    public async Task WaitUntilGoneAsync(IReadOnlyList<ClusterObject> items, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var open = items.Where(item => item.Kind is not null).ToList();
        while (true)
        {
            foreach (var item in open.ToList())
            {
                if (await client.FindAsync(item.Kind!, item.Namespace, item.Name, cancellationToken) is null)
                {
                    open.Remove(item);
                }
            }

            if (open.Count == 0)
            {
                return;
            }

            if (time.GetElapsedTime(began) > timeout)
            {
                throw new ReleaseException(ReleaseProblem.NotReady, $"not everything was gone within {timeout.TotalSeconds:0} s")
                {
                    Details = [.. open.Select(item => $"{item} is still being deleted")],
                };
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private void TellProgress(ClusterObject item, KubeObject? live, string words, bool isOver)
    {
        var (ready, wanted) = live is null ? (0, 1) : WorkloadRules.CountOf(live);
        tell(
            new ReleaseNote(NoteKind.Progress, $"{item}: {words}")
            {
                Progress = new WorkloadProgress(item.Key, ready, wanted, isOver ? "" : words, isOver),
            }
        );
    }

    private async Task TellTroublesAsync(ClusterObject item, KubeObject live, CancellationToken cancellationToken)
    {
        foreach (var trouble in await _troubles.FindNewAsync(item, live, cancellationToken))
        {
            tell(new ReleaseNote(NoteKind.Trouble, "") { Trouble = trouble });
        }
    }
}

/// <param name="Timeout">How long all of it may take.</param>
/// <param name="AwaitsJobs">A Job is there when it is complete.</param>
internal sealed record WaitOptions(TimeSpan Timeout, bool AwaitsJobs)
{
    /// <summary>A Pod is there when it has ended well, not when it is ready.</summary>
    public bool AwaitsPods { get; init; }

    /// <summary>Since when the time counts; null for from now.</summary>
    public long? Began { get; init; }

    /// <summary>A custom resource without the condition Ready is there when its condition Available is true.</summary>
    public bool AwaitsAvailable { get; init; }
}
