using System.Net;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Sees to it that a namespace is there.</summary>
internal sealed class NamespaceMaker(ReleaseCluster cluster, bool creates)
{
    /// <summary>Whether it is there, or cannot be looked at: who may not look at namespaces may still work in this one.</summary>
    public async Task<bool> IsThereAsync(string space, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.Client.FindAsync(ResourceKind.Namespace, null, space, cancellationToken) is not null;
        }
        catch (ApiException hidden) when (hidden.StatusCode == HttpStatusCode.Forbidden)
        {
            return true;
        }
    }

    /// <exception cref="ReleaseException">It is not there, and was not asked for.</exception>
    public async Task EnsureAsync(string space, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(space, cancellationToken))
        {
            return;
        }

        if (!creates)
        {
            throw new ReleaseException(ReleaseProblem.NoNamespace, $"there is no namespace {space}");
        }

        var item = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject
            {
                ["name"] = space,
                ["labels"] = new JsonObject { ["name"] = space },
            },
        };
        await cluster.Client.ApplyAsync(
            ResourceKind.Namespace,
            null,
            new KubeObject(item),
            new ApplyOptions(SendOptions.Helm.FieldManager),
            cancellationToken
        );
        cluster.TellChange(NoteKind.Detail, new ObjectChange(ChangeKind.Create, new ObjectKey("", "Namespace", "", space)), ": made");
    }
}
