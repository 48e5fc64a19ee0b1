using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Deployments.Quotas;

/// <summary>What a deployment asks of one namespace beyond what it has there already.</summary>
internal sealed class NamespaceDemand
{
    private readonly List<(string Workload, PodDemand Pod, long Count)> _pods = [];
    private readonly List<(string What, decimal Storage)> _claims = [];
    private readonly List<(ResourceAmounts Amounts, int Sign)> _others = [];
    private readonly LimitDefaults _limits;

    public NamespaceDemand(LimitDefaults limits) => _limits = limits;

    /// <summary>What it will have.</summary>
    /// <param name="nodes">How many nodes there are for a pod of that description.</param>
    public void Add(ClusterObject item, Func<KubeObject, int> nodes)
    {
        if (ObjectDemand.PodsOf(item.Item, nodes) is { } pods)
        {
            _pods.Add((item.ToString(), PodDemand.Of(pods.Spec, _limits), pods.Count));
        }

        foreach (var (_, claim) in ObjectDemand.ClaimsOf(item.Item))
        {
            var what = claim == item.Item ? item.ToString() : $"volume {claim.Name} of {item}";
            _claims.Add((what, ObjectDemand.StorageOf(claim)));
            _others.Add((ObjectDemand.OfClaim(claim), 1));
        }

        _others.Add((ObjectDemand.OfItself(item, item.Item), 1));
    }

    /// <summary>Something more that counts, by the names of quotas.</summary>
    public void Add(ResourceAmounts amounts) => _others.Add((amounts, 1));

    /// <summary>A pod of the deployment that is there already.</summary>
    public void HasPod(KubeObject pod) =>
        _pods.Add(("", PodDemand.Of(pod.Object("spec") ?? new KubeObject([]), new LimitDefaults([])), -1));

    public void HasClaim(KubeObject claim) => _others.Add((ObjectDemand.OfClaim(claim), -1));

    /// <param name="live">As it is.</param>
    public void Has(ClusterObject item, KubeObject live) => _others.Add((ObjectDemand.OfItself(item, live), -1));

    /// <summary>How much more of a resource than now, as the quota counts it; below zero where it will be less.</summary>
    public decimal NeedOf(string resource, QuotaScope scope) =>
        _pods.Where(pods => scope.Counts(pods.Pod)).Sum(pods => pods.Pod.Counted()[resource] * pods.Count)
        + (scope.IsLimited ? 0 : _others.Sum(other => other.Amounts[resource] * other.Sign));

    /// <summary>
    /// Containers that do not say how much they take of a resource that the quota counts: the server refuses their pods.
    /// </summary>
    public IEnumerable<string> Silent(string resource, QuotaScope scope)
    {
        var name = resource.Split('.', 2)[^1];
        return name is not ("cpu" or "memory") || scope.IsBestEffort
            ? []
            : from pods in _pods
            where pods.Count > 0 && scope.Counts(pods.Pod)
            from container in pods.Pod.Containers
            where !(resource.StartsWith("limits.", StringComparison.Ordinal) ? container.Limits : container.Requests).Has(name)
            select $"{pods.Workload} ({container.Name})";
    }

    /// <summary>What LimitRanges do not allow, a sentence each.</summary>
    public IEnumerable<string> Breaches() =>
        _pods
            .Where(pods => pods.Count > 0)
            .SelectMany(pods => _limits.Breaches(pods.Workload, pods.Pod))
            .Concat(_claims.SelectMany(claim => _limits.Breaches(claim.What, claim.Storage)));
}
