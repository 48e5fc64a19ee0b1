using Wsm.Kubernetes.Objects;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Deployments.Quotas;

/// <summary>What an object makes a namespace hold.</summary>
internal static class ObjectDemand
{
    private static readonly string[] CountedByName = ["configmaps", "secrets", "replicationcontrollers", "resourcequotas", "services"];

    /// <summary>The pod that a workload makes, and how many of it in the end; null for what makes none, or only later.</summary>
    /// <param name="nodes">How many nodes there are for a pod with these labels to choose by.</param>
    public static (KubeObject Spec, long Count)? PodsOf(KubeObject item, Func<KubeObject, int> nodes)
    {
        if (item is { Kind: "Pod", Group: "" })
        {
            return item.Object("spec") is { } own ? (own, 1) : null;
        }

        var way = WorkloadKind.All.FirstOrDefault(kind => kind.Group == item.Group && kind.Kind == item.Kind);
        if (way is null || way.Kind == "CronJob" || item.Object(way.Template) is not { } spec)
        {
            return null;
        }

        return item.Kind switch
        {
            "DaemonSet" => (spec, nodes(spec)),
            "Job" => (spec, Math.Min(item.Number("spec", "parallelism") ?? 1, item.Number("spec", "completions") ?? long.MaxValue)),
            _ => (spec, item.Number("spec", "replicas") ?? 1),
        };
    }

    /// <summary>The volumes that an object asks for, each with the name that its claim has or will have.</summary>
    public static IEnumerable<(string Name, KubeObject Claim)> ClaimsOf(KubeObject item)
    {
        if (item is { Kind: "PersistentVolumeClaim", Group: "" })
        {
            return [(item.Name, item)];
        }

        return item is { Kind: "StatefulSet", Group: "apps" }
            ? from claim in item.Items("spec", "volumeClaimTemplates")
            from ordinal in Enumerable.Range(0, (int)Math.Clamp(item.Number("spec", "replicas") ?? 1, 0, short.MaxValue))
            select ($"{claim.Name}-{item.Name}-{ordinal}", claim)
            : [];
    }

    public static ResourceAmounts OfClaim(KubeObject claim)
    {
        var counted = new ResourceAmounts();
        var storage = StorageOf(claim);
        counted.Add("persistentvolumeclaims", 1);
        counted.Add("count/persistentvolumeclaims", 1);
        counted.Add("requests.storage", storage);
        if (claim.Text("spec", "storageClassName") is { Length: > 0 } name)
        {
            counted.Add($"{name}.storageclass.storage.k8s.io/requests.storage", storage);
            counted.Add($"{name}.storageclass.storage.k8s.io/persistentvolumeclaims", 1);
        }

        return counted;
    }

    public static decimal StorageOf(KubeObject claim) => ResourceAmounts.Of(claim.Object("spec", "resources", "requests"))["storage"];

    /// <summary>What the object counts for by itself: neither its pods nor its volumes.</summary>
    public static ResourceAmounts OfItself(ClusterObject item, KubeObject form)
    {
        var counted = new ResourceAmounts();
        if (item.Kind is not { } kind || kind.Plural is "pods" or "persistentvolumeclaims")
        {
            return counted;
        }

        counted.Add(kind.Group.Length == 0 ? $"count/{kind.Plural}" : $"count/{kind.Plural}.{kind.Group}", 1);
        if (kind.Group.Length == 0 && CountedByName.Contains(kind.Plural))
        {
            counted.Add(kind.Plural, 1);
        }

        if (item.Item is { Kind: "Service", Group: "" })
        {
            var type = form.Text("spec", "type");
            counted.Add("services.loadbalancers", type == "LoadBalancer" ? 1 : 0);
            counted.Add("services.nodeports", type is "NodePort" or "LoadBalancer" ? form.Items("spec", "ports").Count() : 0);
        }

        return counted;
    }

    /// <summary>Whether a pod is one that the workload has made.</summary>
    public static bool HasMade(KubeObject workload, KubeObject pod)
    {
        if (workload is { Kind: "Pod", Group: "" })
        {
            return workload.Name == pod.Name;
        }

        if (workload is { Kind: "Job", Group: "batch" })
        {
            return pod.Labels.GetValueOrDefault("job-name") == workload.Name;
        }

        var labels = workload is { Kind: "ReplicationController", Group: "" }
            ? workload.Object("spec", "selector")
            : workload.Object("spec", "selector", "matchLabels");
        return labels?.Json.Count > 0 && labels.Json.All(label => pod.Labels.GetValueOrDefault(label.Key) == label.Value?.ToString());
    }
}
