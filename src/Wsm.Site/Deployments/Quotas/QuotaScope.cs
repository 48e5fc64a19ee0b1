using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Deployments.Quotas;

/// <summary>Which pods a quota counts.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes</remarks>
internal sealed class QuotaScope(KubeObject quota)
{
    /// <summary>It counts pods of a certain sort only, and nothing but pods.</summary>
    public bool IsLimited => Scopes.Count > 0;

    /// <summary>Its pods need not say what they ask for.</summary>
    public bool IsBestEffort => Scopes.Any(scope => scope.Name == "BestEffort");

    private IReadOnlyList<(string Name, string Operator, IReadOnlyList<string> Values)> Scopes { get; } =
    [
        .. Names(quota.Object("spec"), "scopes").Select(name => (name, "Exists", (IReadOnlyList<string>)[])),
        .. quota
            .Items("spec", "scopeSelector", "matchExpressions")
            .Select(rule => (rule.Text("scopeName") ?? "", rule.Text("operator") ?? "", Names(rule, "values"))),
    ];

    /// <summary>A scope that is not known counts no pod: about what it covers nothing is said.</summary>
    public bool Counts(PodDemand pod) =>
        Scopes.All(scope =>
            scope.Name switch
            {
                "BestEffort" => pod.IsBestEffort,
                "NotBestEffort" => !pod.IsBestEffort,
                "Terminating" => pod.IsTerminating,
                "NotTerminating" => !pod.IsTerminating,
                "PriorityClass" => scope.Operator switch
                {
                    "In" => pod.PriorityClass is { } named && scope.Values.Contains(named),
                    "NotIn" => pod.PriorityClass is not { } named || !scope.Values.Contains(named),
                    "DoesNotExist" => pod.PriorityClass is null,
                    _ => pod.PriorityClass is not null,
                },
                _ => false,
            }
        );

    private static IReadOnlyList<string> Names(KubeObject? holder, string key) =>
        holder?.At(key) is System.Text.Json.Nodes.JsonArray texts ? [.. texts.Select(text => text?.ToString()).OfType<string>()] : [];
}
