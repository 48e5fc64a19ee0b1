using System.Net;
using Wsm.Kubernetes.Failures;
using Wsm.Product.Wording;
using Wsm.Site.Clusters.Judging;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Deployments.Checking;
using Wsm.Site.Deployments.Probing;
using Wsm.Site.Releases.Actions;
using Wsm.Terminal;
using Wsm.Terminal.Clusters;

namespace Wsm.Commands.Deploy;

/// <summary>Lets each node pull one image of the bundle, and says what came of it.</summary>
/// <param name="image">As the cluster should name it.</param>
/// <param name="judge">Knows the bundle's images.</param>
internal sealed class NodeProbing(string image, ImageJudge judge, TimeSpan patience, UserConsole console)
{
    private const string Subject = "node";

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(
        ReleaseCluster cluster,
        PreflightReport before,
        CancellationToken cancellationToken
    )
    {
        if (before.Namespaces is not [var space, ..])
        {
            return
            [
                new DeploymentFinding(PreflightVerdict.Warning, Subject, "none was tried: no namespace of the deployment is there yet"),
            ];
        }

        var probe = new NodeProbe(cluster, patience);
        try
        {
            var (nodes, others) = await probe.FindNodesAsync(cancellationToken);
            console.Say(
                $"Making a pod in {space} for each of {Counted.Text(nodes.Count, "node")}, which pulls {image}, runs nothing of it, "
                    + "and is taken away again …"
            );
            var secrets = before.PullSecrets.Where(secret => secret.Namespace == space).Select(secret => secret.Name).ToList();
            var results = await probe.RunAsync(nodes, image, space, secrets, cancellationToken);
            var findings = new List<DeploymentFinding>();
            foreach (var result in results.Concat(others))
            {
                findings.Add(await FindingOfAsync(result, cancellationToken));
            }

            return findings.Count > 0 ? findings : [new DeploymentFinding(PreflightVerdict.Warning, Subject, "there is none to try")];
        }
        catch (ApiException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            return
            [
                new DeploymentFinding(
                    PreflightVerdict.Problem,
                    Subject,
                    $"not tried: {(refused.ServerMessage ?? refused.Message).TrimEnd('.')}"
                ),
            ];
        }
    }

    private async Task<DeploymentFinding> FindingOfAsync(NodeProbeResult result, CancellationToken cancellationToken)
    {
        switch (result.End)
        {
            case NodeProbeEnd.Pulled:
                return new DeploymentFinding(PreflightVerdict.Good, Subject, $"{result.Node} pulled {image} {result.Text}");
            case NodeProbeEnd.NotAsked:
                return new DeploymentFinding(PreflightVerdict.Warning, Subject, $"{result.Node} was not tried: it {result.Text}");
            default:
                var why =
                    result.Use is { Waiting: { } reason } use && ImageJudge.IsPullFailure(reason)
                        ? FindingText.Explanation((await judge.JudgeAsync(new ClusterContents([use], []), cancellationToken)).Single())
                        : null;
                return new DeploymentFinding(
                    PreflightVerdict.Problem,
                    Subject,
                    $"{result.Node} does not get {image}: {result.Text.TrimEnd('.')}{(why is null ? "" : $"; {why}")}"
                );
        }
    }
}
