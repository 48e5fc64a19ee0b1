namespace Wsm.Product.Finding;

/// <summary>The API groups of Kubernetes itself; every other group is somebody's own, whatever its name ends in.</summary>
internal static class NativeGroups
{
    private static readonly HashSet<string> Known =
    [
        "",
        "apps",
        "batch",
        "autoscaling",
        "policy",
        "extensions",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    ];

    public static bool Has(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/');
        return Known.Contains(slash < 0 ? "" : apiVersion[..slash]);
    }
}
