using Wsm.Site.Clusters.Observed;

namespace Wsm.Site.Releases.Readiness;

/// <summary>Why a pod does not start, as far as the cluster says.</summary>
/// <param name="Workload">Whose pod it is: <c>Deployment shop/web</c>.</param>
/// <param name="Container">Empty where it is the pod as a whole.</param>
/// <param name="Reason">The cluster's word: <c>ImagePullBackOff</c>, <c>CrashLoopBackOff</c>, <c>Unschedulable</c>.</param>
public sealed record PodTrouble(string Workload, string Pod, string Container, string Reason, string? Message)
{
    /// <summary>The container and its image; null where it is the pod as a whole.</summary>
    public ContainerUse? Use { get; init; }

    /// <summary>The last lines that the container wrote, the oldest first.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>What stands in the way of all pods of a workload alike is told once.</summary>
    internal string Sameness => $"{Workload}|{Container}|{(Reason is "ErrImagePull" ? "ImagePullBackOff" : Reason)}";
}
