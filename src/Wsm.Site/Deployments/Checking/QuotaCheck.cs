using System.Net;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Deployments.Quotas;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Deployments.Checking;

/// <summary>
/// Compares what a deployment asks for with what quotas and limit ranges leave it. About what none covers nothing is said.
/// </summary>
/// <remarks>https://kubernetes.io/docs/concepts/policy/resource-quotas/</remarks>
internal sealed class QuotaCheck(ReleaseCluster cluster)
{
    private const string Subject = "quota";
    private static readonly ResourceKind Quota = new("", "v1", "ResourceQuota", "resourcequotas", true);
    private static readonly ResourceKind Range = new("", "v1", "LimitRange", "limitranges", true);
    private static readonly ResourceKind Claim = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);

    private readonly List<string> _hidden = [];

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(IReadOnlyList<StepContents> steps, CancellationToken cancellationToken)
    {
        _hidden.Clear();
        var findings = new List<DeploymentFinding>();
        IReadOnlyList<KubeObject>? nodes = null;
        var spaces = steps.SelectMany(step => step.Items.Select(item => item.Namespace).Append(step.Namespace)).OfType<string>().Distinct();
        foreach (var space in spaces)
        {
            var quotas = await ListAsync(Quota, space, cancellationToken);
            var ranges = await ListAsync(Range, space, cancellationToken);
            if (quotas.Count == 0 && ranges.Count == 0)
            {
                continue;
            }

            nodes ??= await NodesAsync(steps, cancellationToken);
            var demand = await DemandAsync(steps, space, quotas, new LimitDefaults(ranges), nodes, cancellationToken);
            findings.AddRange(demand.Breaches().Distinct().Select(breach => Problem("limits", $"in {space} {breach}")));
            findings.AddRange(quotas.SelectMany(quota => Judge(quota, space, demand)));
            findings.AddRange(quotas.Count == 0 ? [] : Unknown(steps, space));
        }

        return
        [
            .. findings,
            .. _hidden.Distinct().Select(what => new DeploymentFinding(PreflightVerdict.Warning, Subject, $"one may not look at {what}")),
        ];
    }

    private static List<DeploymentFinding> Judge(KubeObject quota, string space, NamespaceDemand demand)
    {
        var name = $"{quota.Name} in {space}";
        if (quota.Object("status", "hard") is not { } hard || quota.Object("status", "used") is not { } used)
        {
            return [new DeploymentFinding(PreflightVerdict.Warning, Subject, $"{name} has not been worked out by the cluster yet")];
        }

        var scope = new QuotaScope(quota);
        var (most, taken) = (ResourceAmounts.Of(hard), ResourceAmounts.Of(used));
        var problems = new List<DeploymentFinding>();
        foreach (var resource in most.Names)
        {
            var silent = demand.Silent(resource, scope).ToList();
            if (silent.Count > 0)
            {
                problems.Add(
                    Problem(
                        Subject,
                        $"{name} counts {resource}, and neither a limit range nor these give any, so that their pods are refused: "
                            + string.Join(", ", silent)
                    )
                );
                continue;
            }

            var need = demand.NeedOf(resource, scope);
            if (need > 0 && taken[resource] + need > most[resource])
            {
                problems.Add(
                    Problem(
                        Subject,
                        $"{name}: {resource}: {hard.At(resource)} at most, {used.At(resource)?.ToString() ?? "0"} used, "
                            + $"{Quantity.Text(need)} more needed"
                    )
                );
            }
        }

        return problems.Count > 0 ? problems : [new DeploymentFinding(PreflightVerdict.Good, Subject, $"{name} has room for it")];
    }

    /// <summary>What operators make of custom resources is not known here.</summary>
    private static IEnumerable<DeploymentFinding> Unknown(IReadOnlyList<StepContents> steps, string space)
    {
        var kinds = steps
            .Where(step => step.Step is DocumentsStep)
            .SelectMany(step => step.Items)
            .Where(item => item.Namespace == space && item.Item.Group.Contains('.', StringComparison.Ordinal))
            .Where(item => !item.Item.Group.EndsWith(".k8s.io", StringComparison.Ordinal))
            .Select(item => item.Item.Kind)
            .Distinct()
            .ToList();
        return kinds.Count == 0
            ? []
            :
            [
                new DeploymentFinding(
                    PreflightVerdict.Warning,
                    Subject,
                    $"what operators make of {string.Join(", ", kinds)} in {space} is not counted"
                ),
            ];
    }

    private async Task<NamespaceDemand> DemandAsync(
        IReadOnlyList<StepContents> steps,
        string space,
        IReadOnlyList<KubeObject> quotas,
        LimitDefaults limits,
        IReadOnlyList<KubeObject> nodes,
        CancellationToken cancellationToken
    )
    {
        var demand = new NamespaceDemand(limits);
        var targets = In(space, steps.SelectMany(step => step.Items));
        foreach (var item in targets)
        {
            demand.Add(item, spec => nodes.Count(node => Takes(node, spec)));
        }

        // Each revision is a secret too.
        var records = new ResourceAmounts();
        records.Add("secrets", steps.Count(step => step.Step is ReleaseStep && step.Namespace == space));
        records.Add("count/secrets", records["secrets"]);
        demand.Add(records);
        if (quotas.Count > 0)
        {
            var covered = quotas.SelectMany(quota => ResourceAmounts.Of(quota.Object("status", "hard")).Names).ToHashSet();
            await CountOutAsync(
                demand,
                In(space, targets.Concat(steps.SelectMany(step => step.Before))),
                space,
                covered,
                cancellationToken
            );
        }

        return demand;
    }

    /// <summary>What the deployment has there already is used, and not needed again.</summary>
    private async Task CountOutAsync(
        NamespaceDemand demand,
        IReadOnlyList<ClusterObject> own,
        string space,
        HashSet<string> covered,
        CancellationToken cancellationToken
    )
    {
        foreach (var pod in await ListAsync(ResourceKind.Pod, space, cancellationToken))
        {
            if (pod.Text("status", "phase") is not ("Succeeded" or "Failed") && own.Any(item => ObjectDemand.HasMade(item.Item, pod)))
            {
                demand.HasPod(pod);
            }
        }

        var claims = own.SelectMany(item => ObjectDemand.ClaimsOf(item.Item)).Select(claim => claim.Name).ToHashSet();
        foreach (var claim in claims.Count == 0 ? [] : await ListAsync(Claim, space, cancellationToken))
        {
            if (claims.Contains(claim.Name))
            {
                demand.HasClaim(claim);
            }
        }

        foreach (var item in own.Where(item => item.Name.Length > 0))
        {
            if (
                ObjectDemand.OfItself(item, item.Item).Names.Any(covered.Contains)
                && await cluster.Client.FindAsync(item.Kind!, space, item.Name, cancellationToken) is { } live
            )
            {
                demand.Has(item, live);
            }
        }
    }

    private async Task<IReadOnlyList<KubeObject>> NodesAsync(IReadOnlyList<StepContents> steps, CancellationToken cancellationToken) =>
        steps.SelectMany(step => step.Items).Any(item => item.Item is { Kind: "DaemonSet", Group: "apps" })
            ? await ListAsync(ResourceKind.Node, null, cancellationToken)
            : [];

    private static bool Takes(KubeObject node, KubeObject spec) =>
        (spec.Object("nodeSelector")?.Json ?? []).All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value?.ToString());

    private static IReadOnlyList<ClusterObject> In(string space, IEnumerable<ClusterObject> items) =>
        [
            .. items
                .Where(item => item.Namespace == space && item.Kind is not null)
                .DistinctBy(item => (item.Key, item.Name.Length == 0 ? item : null)),
        ];

    private async Task<IReadOnlyList<KubeObject>> ListAsync(ResourceKind kind, string? space, CancellationToken cancellationToken)
    {
        try
        {
            return (await cluster.Client.ListAsync(kind, space, Selection.Everything, cancellationToken)).Items;
        }
        catch (ApiException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            _hidden.Add(space is null ? kind.Plural : $"{kind.Plural} in {space}");
            return [];
        }
    }

    private static DeploymentFinding Problem(string subject, string text) => new(PreflightVerdict.Problem, subject, text);
}
