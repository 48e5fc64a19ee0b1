using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Clusters.Observed;

/// <summary>What nodes reported about images that they could not pull.</summary>
internal sealed class PullEvents(IEnumerable<KubeObject> events)
{
    /// <summary>What kubelets write on and on without a word about the cause.</summary>
    private static readonly string[] Hollow = ["Back-off pulling image", "Error: ErrImagePull", "Error: ImagePullBackOff"];

    private readonly ILookup<string, KubeObject> _byPod = events
        .Where(item => item.Text("involvedObject", "kind") == "Pod")
        .ToLookup(item => $"{item.Text("involvedObject", "namespace")}/{item.Text("involvedObject", "name")}");

    /// <summary>
    /// The newest words about one container's image, and about secrets that are not there; null where nobody said anything.
    /// </summary>
    public string? About(KubeObject pod, string container)
    {
        var about = _byPod[$"{pod.Namespace}/{pod.Name}"]
            .Where(item => item.Text("involvedObject", "uid") is not { Length: > 0 } uid || uid == pod.Uid)
            .OrderByDescending(TimeOf, StringComparer.Ordinal)
            .ToList();
        var failed = about
            .Where(item =>
                item.Text("reason") == "Failed"
                && item.Text("involvedObject", "fieldPath")?.Contains($"{{{container}}}", StringComparison.Ordinal) == true
            )
            .Select(item => item.Text("message"))
            .FirstOrDefault(message => message is not null && !Hollow.Any(hollow => message.StartsWith(hollow, StringComparison.Ordinal)));
        var secret = about.FirstOrDefault(item => item.Text("reason") == "FailedToRetrieveImagePullSecret")?.Text("message");
        return (failed, secret) switch
        {
            (null, null) => null,
            (null, _) => secret,
            (_, null) => failed,
            _ => $"{failed} ({secret})",
        };
    }

    private static string TimeOf(KubeObject item) =>
        item.Text("lastTimestamp") ?? item.Text("eventTime") ?? item.Text("metadata", "creationTimestamp") ?? "";
}
