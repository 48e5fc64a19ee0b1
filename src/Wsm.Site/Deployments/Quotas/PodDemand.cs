using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Deployments.Quotas;

/// <summary>What one pod asks for, as quotas count it.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers</remarks>
internal sealed record PodDemand
{
    private PodDemand() { }

    public required IReadOnlyList<ContainerDemand> Containers { get; init; }

    public required ResourceAmounts Requests { get; init; }

    public required ResourceAmounts Limits { get; init; }

    /// <summary>It has an end: <c>activeDeadlineSeconds</c>.</summary>
    public required bool IsTerminating { get; init; }

    public required string? PriorityClass { get; init; }

    /// <summary>No container asks for anything.</summary>
    public bool IsBestEffort =>
        Containers.All(container => !container.Requests.Names.Concat(container.Limits.Names).Any(name => name is "cpu" or "memory"));

    /// <param name="spec">The pod's description.</param>
    /// <param name="defaults">What the namespace gives containers that say nothing.</param>
    public static PodDemand Of(KubeObject spec, LimitDefaults defaults)
    {
        var inits = spec.Items("initContainers")
            .Select(item => (Demand: ContainerDemand.Of(item, defaults), IsSidecar: IsSidecar(item)))
            .ToList();
        var containers = spec.Items("containers").Select(item => ContainerDemand.Of(item, defaults)).ToList();
        var overhead = ResourceAmounts.Of(spec.Object("overhead"));
        var limits = Total(inits, containers, demand => demand.Limits);
        return new PodDemand
        {
            Containers = [.. inits.Select(init => init.Demand), .. containers],
            Requests = Total(inits, containers, demand => demand.Requests).Plus(overhead),
            Limits = limits.Names.Any() ? limits.Plus(overhead) : limits,
            IsTerminating = spec.Number("activeDeadlineSeconds") is not null,
            PriorityClass = spec.Text("priorityClassName"),
        };
    }

    /// <summary>By the names that quotas have.</summary>
    public ResourceAmounts Counted()
    {
        var counted = new ResourceAmounts();
        counted.Add("pods", 1);
        counted.Add("count/pods", 1);
        foreach (var name in Requests.Names)
        {
            counted.Add($"requests.{name}", Requests[name]);
            if (!name.Contains('/', StringComparison.Ordinal))
            {
                counted.Add(name, Requests[name]);
            }
        }

        foreach (var name in Limits.Names)
        {
            counted.Add($"limits.{name}", Limits[name]);
        }

        return counted;
    }

    private static bool IsSidecar(KubeObject container) => container.Text("restartPolicy") == "Always";

    /// <summary>Init containers run one after another, beside the sidecars that were started before them.</summary>
    private static ResourceAmounts Total(
        IEnumerable<(ContainerDemand Demand, bool IsSidecar)> inits,
        IEnumerable<ContainerDemand> containers,
        Func<ContainerDemand, ResourceAmounts> amounts
    )
    {
        var (sidecars, peak) = (new ResourceAmounts(), new ResourceAmounts());
        foreach (var (demand, isSidecar) in inits)
        {
            var running = sidecars.Plus(amounts(demand));
            peak = peak.Or(running);
            sidecars = isSidecar ? running : sidecars;
        }

        return containers.Aggregate(sidecars, (sum, container) => sum.Plus(amounts(container))).Or(peak);
    }
}

/// <summary>What one container asks for, with what the namespace adds.</summary>
internal sealed record ContainerDemand(string Name, ResourceAmounts Requests, ResourceAmounts Limits)
{
    public static ContainerDemand Of(KubeObject container, LimitDefaults defaults)
    {
        var limits = ResourceAmounts.Of(container.Object("resources", "limits"));
        var requests = ResourceAmounts.Of(container.Object("resources", "requests"));
        foreach (var name in limits.Names)
        {
            requests.Default(name, limits[name]);
        }

        defaults.FillIn(requests, limits);
        return new ContainerDemand(container.Text("name") ?? "", requests, limits);
    }
}
