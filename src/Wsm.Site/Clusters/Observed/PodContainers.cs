using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Clusters.Observed;

/// <summary>Every container of a pod or of a pod's description.</summary>
internal static class PodContainers
{
    private static readonly (string Spec, string Status)[] Lists =
    [
        ("initContainers", "initContainerStatuses"),
        ("containers", "containerStatuses"),
        ("ephemeralContainers", "ephemeralContainerStatuses"),
    ];

    /// <param name="workload">Its owner, or itself.</param>
    /// <param name="template">The pod's description.</param>
    public static IEnumerable<ContainerUse> OfTemplate(KubeObject workload, KubeObject template)
    {
        foreach (var (list, _) in Lists)
        {
            foreach (var container in template.Items(list))
            {
                yield return Read(container, list) with
                {
                    Namespace = workload.Namespace ?? "",
                    Workload = $"{workload.Kind}/{workload.Name}",
                    PullSecrets = SecretsOf(template),
                };
            }
        }
    }

    /// <param name="workload">Who made the pod in the end.</param>
    /// <param name="messages">What events say about the pod's containers.</param>
    public static IEnumerable<ContainerUse> OfPod(KubeObject pod, string workload, PullEvents messages)
    {
        var spec = pod.Object("spec");
        if (spec is null)
        {
            yield break;
        }

        foreach (var (list, statuses) in Lists)
        {
            var known = pod.Items("status", statuses).ToLookup(status => status.Text("name"));
            foreach (var container in spec.Items(list))
            {
                var status = known[container.Text("name")].FirstOrDefault();
                var waiting = status?.Text("state", "waiting", "reason");
                yield return Read(container, list) with
                {
                    Namespace = pod.Namespace ?? "",
                    Workload = workload,
                    Pod = pod.Name,
                    ImageId = status?.Text("imageID") is { Length: > 0 } running ? running : null,
                    Waiting = waiting,
                    Message = waiting is null
                        ? null
                        : messages.About(pod, container.Text("name") ?? "") ?? status?.Text("state", "waiting", "message"),
                    Node = spec.Text("nodeName"),
                    PullSecrets = SecretsOf(spec),
                };
            }
        }
    }

    private static ContainerUse Read(KubeObject container, string list) =>
        new()
        {
            Namespace = "",
            Workload = "",
            Container = container.Text("name") ?? "",
            Image = container.Text("image") ?? "",
            Role = list switch
            {
                "initContainers" => container.Text("restartPolicy") == "Always" ? ContainerRole.Sidecar : ContainerRole.Init,
                "ephemeralContainers" => ContainerRole.Ephemeral,
                _ => ContainerRole.Container,
            },
        };

    private static IReadOnlyList<string> SecretsOf(KubeObject spec) =>
        [.. spec.Items("imagePullSecrets").Select(secret => secret.Text("name")).OfType<string>()];
}
