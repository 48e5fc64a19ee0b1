using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Deployments.Quotas;

/// <summary>How much there is of each resource: <c>cpu</c> in cores, <c>memory</c> in bytes, <c>pods</c> in pieces.</summary>
internal sealed class ResourceAmounts
{
    private readonly Dictionary<string, decimal> _amounts = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _amounts.Keys;

    public decimal this[string name] => _amounts.GetValueOrDefault(name);

    public bool Has(string name) => _amounts.ContainsKey(name);

    /// <summary>Those of a map of quantities; what is none is passed over.</summary>
    public static ResourceAmounts Of(KubeObject? map)
    {
        var amounts = new ResourceAmounts();
        foreach (var (name, value) in map?.Json ?? [])
        {
            if (value is JsonValue && Quantity.Parse(value.ToString()) is { } amount)
            {
                amounts._amounts[name] = amount;
            }
        }

        return amounts;
    }

    public void Add(string name, decimal amount) => _amounts[name] = this[name] + amount;

    /// <summary>Only where there is nothing of that name yet.</summary>
    public void Default(string name, decimal amount) => _amounts.TryAdd(name, amount);

    public ResourceAmounts Plus(ResourceAmounts other)
    {
        var sum = new ResourceAmounts();
        foreach (var name in Names.Union(other.Names))
        {
            sum._amounts[name] = this[name] + other[name];
        }

        return sum;
    }

    /// <summary>The larger of both, resource by resource.</summary>
    public ResourceAmounts Or(ResourceAmounts other)
    {
        var larger = new ResourceAmounts();
        foreach (var name in Names.Union(other.Names))
        {
            larger._amounts[name] = Math.Max(this[name], other[name]);
        }

        return larger;
    }
}
