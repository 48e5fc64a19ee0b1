using System.Net;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Clusters.Carrying;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Deployments.Checking;

/// <summary>Looks whether the cluster has what the workloads of a deployment need to start: processors, storage, pull secrets.</summary>
internal sealed class WorkloadCheck(ReleaseCluster cluster)
{
    /// <param name="platforms">Those that the images are for; empty where that is not known.</param>
    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(
        IReadOnlyList<ClusterObject> items,
        IReadOnlyList<string> platforms,
        CancellationToken cancellationToken
    )
    {
        var facts = new LiveFactsReader(cluster.Client);
        return
        [
            .. await NodesAsync(facts, platforms, cancellationToken),
            .. await StorageAsync(facts, items, cancellationToken),
            .. await PullSecretsAsync(items, cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<DeploymentFinding>> NodesAsync(
        LiveFactsReader facts,
        IReadOnlyList<string> platforms,
        CancellationToken cancellationToken
    )
    {
        var nodes = await facts.ReadPlatformsAsync(cancellationToken);
        if (nodes.Count == 0)
        {
            return [new DeploymentFinding(PreflightVerdict.Warning, "nodes", "there is no node, or one may not look at nodes")];
        }

        var shown = string.Join(", ", nodes);
        var known = platforms.Where(platform => platform != "all").Select(WithoutVariant).ToHashSet();
        return known.Count == 0 || platforms.Contains("all") ? [new DeploymentFinding(PreflightVerdict.Good, "nodes", shown)]
            : nodes.Where(node => !known.Contains(node)).ToList() is { Count: > 0 } others
                ?
                [
                    new DeploymentFinding(
                        others.Count == nodes.Count ? PreflightVerdict.Problem : PreflightVerdict.Warning,
                        "nodes",
                        $"there are nodes of {string.Join(" and ", others)}, and the bundle's images are for {string.Join(", ", platforms)}"
                    ),
                ]
            : [new DeploymentFinding(PreflightVerdict.Good, "nodes", $"{shown}, as the bundle's images")];
    }

    private static string WithoutVariant(string platform) => string.Join('/', platform.Split('/').Take(2));

    private static async Task<IReadOnlyList<DeploymentFinding>> StorageAsync(
        LiveFactsReader facts,
        IReadOnlyList<ClusterObject> items,
        CancellationToken cancellationToken
    )
    {
        var claims = items
            .SelectMany(item => item.Item.Kind == "PersistentVolumeClaim" ? [item.Item] : item.Item.Items("spec", "volumeClaimTemplates"))
            .ToList();
        if (claims.Count == 0)
        {
            return [];
        }

        var classes = await facts.ReadStorageClassesAsync(cancellationToken);
        if (classes is null)
        {
            return [new DeploymentFinding(PreflightVerdict.Warning, "storage", "one may not look at storage classes")];
        }

        var unknown = claims
            .Select(claim => claim.Text("spec", "storageClassName"))
            .OfType<string>()
            .Where(name => name.Length > 0 && classes.All(known => known.Name != name))
            .Distinct()
            .ToList();
        if (unknown.Count > 0)
        {
            return [new DeploymentFinding(PreflightVerdict.Problem, "storage", $"there is no storage class {string.Join(", ", unknown)}")];
        }

        if (claims.All(claim => claim.Text("spec", "storageClassName") is not null))
        {
            return [new DeploymentFinding(PreflightVerdict.Good, "storage", "every volume names a class that is there")];
        }

        return classes.FirstOrDefault(known => known.IsDefault) is { } usual
            ? [new DeploymentFinding(PreflightVerdict.Good, "storage", $"the default class is {usual.Name}")]
            : [new DeploymentFinding(PreflightVerdict.Problem, "storage", "volumes name no class, and the cluster has no default one")];
    }

    private async Task<IReadOnlyList<DeploymentFinding>> PullSecretsAsync(
        IReadOnlyList<ClusterObject> items,
        CancellationToken cancellationToken
    )
    {
        var own = items.Where(item => item.Item.Kind == "Secret").Select(item => (item.Namespace, item.Name)).ToHashSet();
        var named = items.SelectMany(SecretsOf).Distinct().Where(secret => !own.Contains(secret)).ToList();
        var findings = new List<DeploymentFinding>();
        foreach (var (space, name) in named)
        {
            try
            {
                if (await cluster.Client.FindAsync(ResourceKind.Secret, space, name, cancellationToken) is null)
                {
                    findings.Add(
                        new DeploymentFinding(
                            PreflightVerdict.Problem,
                            "pull secret",
                            $"there is no secret {name} in {space}, which pods show to the registry"
                        )
                    );
                }
            }
            catch (ApiException hidden) when (hidden.StatusCode == HttpStatusCode.Forbidden)
            {
                findings.Add(
                    new DeploymentFinding(PreflightVerdict.Warning, "pull secret", $"one may not look at the secret {name} in {space}")
                );
            }
        }

        return findings.Count > 0 || named.Count == 0
            ? findings
            : [new DeploymentFinding(PreflightVerdict.Good, "pull secret", "there in every namespace that needs it")];
    }

    internal static IEnumerable<(string? Namespace, string Name)> SecretsOf(ClusterObject item)
    {
        var way = WorkloadKind.All.FirstOrDefault(kind => kind.Group == item.Item.Group && kind.Kind == item.Item.Kind)?.Template;
        var holder =
            way is not null ? item.Item.Object(way)
            : item.Item is { Kind: "Pod", Group: "" } ? item.Item.Object("spec")
            : item.Item is { Kind: "ServiceAccount", Group: "" } ? item.Item
            : null;
        return holder
            ?.Items("imagePullSecrets")
            .Select(secret => (item.Namespace, secret.Text("name") ?? ""))
            .Where(secret => secret.Item2.Length > 0)
            ?? [];
    }
}
