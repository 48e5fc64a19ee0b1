using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Deployments.Quotas;

/// <summary>What the LimitRanges of a namespace give containers that say nothing, and what they allow.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/policy/limit-range/</remarks>
internal sealed class LimitDefaults(IReadOnlyList<KubeObject> ranges)
{
    public void FillIn(ResourceAmounts requests, ResourceAmounts limits)
    {
        foreach (var (_, item) in Items("Container"))
        {
            Fill(limits, item.Object("default"));
            Fill(requests, item.Object("defaultRequest"));
        }
    }

    /// <summary>What a pod has more or less of than is allowed, a sentence each.</summary>
    /// <param name="workload">Whose pod it is.</param>
    public IEnumerable<string> Breaches(string workload, PodDemand pod) =>
        Items("Container")
            .SelectMany(range =>
                pod.Containers.SelectMany(container =>
                    Breaches(range, $"container {container.Name} of {workload}", container.Requests, container.Limits)
                )
            )
            .Concat(Items("Pod").SelectMany(range => Breaches(range, $"a pod of {workload}", pod.Requests, pod.Limits)));

    /// <param name="claim">What it is, for people.</param>
    /// <param name="storage">How many bytes it asks for.</param>
    public IEnumerable<string> Breaches(string claim, decimal storage)
    {
        var asked = new ResourceAmounts();
        asked.Add("storage", storage);
        return Items("PersistentVolumeClaim").SelectMany(range => Breaches(range, claim, asked, asked));
    }

    private IEnumerable<(KubeObject Range, KubeObject Item)> Items(string type) =>
        ranges.SelectMany(range => range.Items("spec", "limits").Where(item => item.Text("type") == type).Select(item => (range, item)));

    private static void Fill(ResourceAmounts amounts, KubeObject? given)
    {
        var defaults = ResourceAmounts.Of(given);
        foreach (var name in defaults.Names)
        {
            amounts.Default(name, defaults[name]);
        }
    }

    private static IEnumerable<string> Breaches(
        (KubeObject Range, KubeObject Item) range,
        string what,
        ResourceAmounts requests,
        ResourceAmounts limits
    )
    {
        var (most, least) = (ResourceAmounts.Of(range.Item.Object("max")), ResourceAmounts.Of(range.Item.Object("min")));
        foreach (var name in most.Names)
        {
            var wanted = Math.Max(limits[name], requests[name]);
            if (wanted > most[name])
            {
                yield return $"{what} may have {Quantity.Text(most[name])} {name} at most, and has {Quantity.Text(wanted)} ({range.Range.Name})";
            }
        }

        foreach (var name in least.Names.Where(name => requests.Has(name) && requests[name] < least[name]))
        {
            yield return $"{what} must have {Quantity.Text(least[name])} {name} at least, and has {Quantity.Text(requests[name])} ({range.Range.Name})";
        }
    }
}
