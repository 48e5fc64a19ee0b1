using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Overrides;

/// <summary>Helm hands <c>global</c> down to every sub-chart.</summary>
internal static class GlobalValues
{
    /// <summary>What a sub-chart sees below <c>global</c> is best set for all of them: the path below the top chart's.</summary>
    public static ValuePath Hoist(ValuePath path)
    {
        var steps = path.Steps();
        var global = steps.ToList().IndexOf("global");
        return global <= 0
            ? path
            : steps.Skip(global).Aggregate(ValuePath.Root, (at, step) => step is string key ? at.Child(key) : at.Child((int)step));
    }
}
