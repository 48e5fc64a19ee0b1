using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Deployments.Checking;

/// <summary>What a step would bring, and what the cluster says about it.</summary>
/// <param name="Items">Its objects; none where they could not be worked out.</param>
/// <param name="Before">Objects of the release's earlier revisions that may be there.</param>
/// <param name="Changes">What would become of them.</param>
/// <param name="Problem">Why nothing more is known; null where all is.</param>
internal sealed record StepContents(
    DeploymentStep Step,
    IReadOnlyList<ClusterObject> Items,
    IReadOnlyList<ClusterObject> Before,
    IReadOnlyList<ObjectChange> Changes,
    ReleaseException? Problem
)
{
    private const string Definition = "CustomResourceDefinition";

    public string Namespace => Step is ReleaseStep release ? release.Request.Namespace : ((DocumentsStep)Step).Namespace;

    /// <summary>Kinds that the step brings along, by group.</summary>
    public IEnumerable<(string Group, string Kind)> Definitions =>
        Items
            .Where(item => item.Item.Kind == Definition)
            .Select(item => (item.Item.Text("spec", "group") ?? "", item.Item.Text("spec", "names", "kind") ?? ""));

    public static async Task<StepContents> ReadAsync(
        ReleaseCluster cluster,
        ReleaseOptions options,
        DeploymentStep step,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ClusterObject> items = [];
        IReadOnlyList<ClusterObject> before = [];
        try
        {
            (items, before) = await ItemsAsync(cluster, options, step, cancellationToken);
            var changes = await new DeploymentRun(cluster, options).PreviewAsync(step, cancellationToken);
            return new StepContents(step, items, before, changes, null);
        }
        catch (ReleaseException problem)
        {
            return new StepContents(step, items, before, [], problem);
        }
    }

    private static async Task<(IReadOnlyList<ClusterObject> Items, IReadOnlyList<ClusterObject> Before)> ItemsAsync(
        ReleaseCluster cluster,
        ReleaseOptions options,
        DeploymentStep step,
        CancellationToken cancellationToken
    )
    {
        if (step is DocumentsStep documents)
        {
            return (new DocumentSender(cluster, options).Read(documents.Text, documents.File, documents.Namespace), []);
        }

        var request = ((ReleaseStep)step).Request;
        var state = await ReleaseState.ReadAsync(cluster.StoreOf(request.Namespace), request.Name, cancellationToken);
        var reader = cluster.ReaderFor(request.Namespace);
        var definitions = Helm.Rendering.CrdFiles.Of(request.Chart, request.Values).SelectMany(file => reader.Read(file.Text));
        var prepared = PreparedRelease.Make(cluster, request, state, cancellationToken);
        return ([.. definitions, .. prepared.Targets], prepared.Before);
    }
}
