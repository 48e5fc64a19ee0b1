using System.Net;
using Wsm.Kubernetes.Failures;
using Wsm.Site.Releases.Records;

namespace Wsm.Terminal;

/// <summary>What to do about a cluster that cannot be reached, or refuses.</summary>
internal static class ClusterHints
{
    public static string? For(KubeConfigException error) =>
        error.Problem switch
        {
            KubeConfigProblem.Missing => "Name one with --kubeconfig, or in $KUBECONFIG.",
            KubeConfigProblem.NoContext or KubeConfigProblem.UnknownContext => "Name a context with --context.",
            KubeConfigProblem.Credential => "Log in again as you do for kubectl; 'kubectl get pods' with the same context shows the same.",
            _ => null,
        };

    public static string? For(ApiException error) =>
        error.StatusCode switch
        {
            null => "Check the context's server, and the network between here and there; with -v every request is shown.",
            HttpStatusCode.Unauthorized => "The credential of this context is not accepted any more; log in again as you do for kubectl.",
            HttpStatusCode.Forbidden => "'wsm help cluster' lists the rights that each command needs.",
            _ => null,
        };

    public static string? For(ReleaseException error) =>
        error.Problem switch
        {
            ReleaseProblem.Pending =>
                "If that run has ended, free the release with --recover; wsm and helm then go on from the revision before.",
            ReleaseProblem.Foreign =>
                "Take them over with --take-ownership, where they are meant; or take them away, or choose another namespace.",
            ReleaseProblem.Conflict =>
                "Put what somebody changed in the cluster into the values, or take the fields over with --force-conflicts.",
            ReleaseProblem.NotFound => "'helm list -A' shows every release, those of wsm too.",
            ReleaseProblem.NotReady =>
                "What was sent stays there. 'wsm check --cluster' says more; the same command again goes on; --timeout gives more time.",
            ReleaseProblem.NoNamespace => "--create-namespace makes it.",
            _ => null,
        };
}
