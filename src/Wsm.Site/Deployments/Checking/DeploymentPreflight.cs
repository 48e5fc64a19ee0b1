using Wsm.Product.Wording;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Deployments.Checking;

/// <summary>Finds out whether a deployment can succeed, before anything is changed.</summary>
public sealed class DeploymentPreflight(ReleaseCluster cluster, ReleaseOptions options)
{
    private const string Definition = "CustomResourceDefinition";

    /// <summary>Those that the images are for: <c>linux/amd64</c>; empty where that is not known.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Where a person said that components go for which the catalog names no namespace; null where nobody said anything.</summary>
    public string? Namespace { get; init; }

    public async Task<PreflightReport> RunAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var steps = new List<StepContents>();
        foreach (var step in plan.Steps)
        {
            steps.Add(await StepContents.ReadAsync(cluster, options, step, cancellationToken));
        }

        IReadOnlyList<ClusterObject> items = [.. steps.SelectMany(step => step.Items)];
        var there = await NamespacesThereAsync(steps, cancellationToken);
        IReadOnlyList<DeploymentFinding> findings =
        [
            new DeploymentFinding(PreflightVerdict.Good, "kubernetes", cluster.Version.Version),
            .. await new WorkloadCheck(cluster).RunAsync(items, Platforms, cancellationToken),
            .. await new QuotaCheck(cluster).RunAsync(steps, cancellationToken),
            .. await new RightsCheck(cluster).RunAsync(steps, cancellationToken),
            .. MissingNamespaces(steps, there),
            .. Elsewhere(steps),
            .. await DefinitionsAsync(items, cancellationToken),
            .. UnknownKinds(steps),
            .. steps.SelectMany(DryRun),
        ];
        return new PreflightReport(findings, there, [.. items.SelectMany(WorkloadCheck.SecretsOf).Distinct()]);
    }

    private async Task<IReadOnlyList<string>> NamespacesThereAsync(IReadOnlyList<StepContents> steps, CancellationToken cancellationToken)
    {
        var maker = new NamespaceMaker(cluster, options.CreatesNamespace);
        var there = new List<string>();
        foreach (var space in steps.Select(step => step.Namespace).Distinct())
        {
            if (await maker.IsThereAsync(space, cancellationToken))
            {
                there.Add(space);
            }
        }

        return there;
    }

    private IEnumerable<DeploymentFinding> MissingNamespaces(IReadOnlyList<StepContents> steps, IReadOnlyList<string> there)
    {
        var made = steps.SelectMany(step => step.Items).Where(item => item.Item.Kind == "Namespace").Select(item => item.Name);
        return steps
            .Select(step => step.Namespace)
            .Except(made.Concat(there))
            .Select(space =>
                options.CreatesNamespace
                    ? new DeploymentFinding(PreflightVerdict.Good, "namespace", $"{space} will be made")
                    : new DeploymentFinding(PreflightVerdict.Problem, "namespace", $"there is no namespace {space}")
            );
    }

    /// <summary>What does not go where the person said, because it names a namespace itself.</summary>
    private IEnumerable<DeploymentFinding> Elsewhere(IReadOnlyList<StepContents> steps)
    {
        if (Namespace is null)
        {
            return [];
        }

        var others = steps
            .Where(step => step.Step is ReleaseStep)
            .Select(step => (Name: $"the release of '{step.Step.Component}'", step.Namespace))
            .Concat(
                steps
                    .Where(step => step.Step is DocumentsStep)
                    .SelectMany(step => step.Items.Select(item => (Name: item.ToString(), Namespace: item.Namespace ?? Namespace)))
            )
            .ToList();
        var away = others.Where(part => part.Namespace != Namespace).ToList();
        return away.Count > 0 && away.Count == others.Count
            ?
            [
                new DeploymentFinding(
                    PreflightVerdict.Problem,
                    "namespace",
                    $"nothing goes into {Namespace}: the catalog, or the files, name "
                        + string.Join(", ", away.Select(part => part.Namespace).Distinct())
                ),
            ]
            : away.Select(part => new DeploymentFinding(
                PreflightVerdict.Good,
                "namespace",
                $"{part.Name} goes into {part.Namespace}, which the catalog or the file names"
            ));
    }

    /// <summary>Definitions that are there already, and whose they are.</summary>
    private async Task<IReadOnlyList<DeploymentFinding>> DefinitionsAsync(
        IReadOnlyList<ClusterObject> items,
        CancellationToken cancellationToken
    )
    {
        var owners = new List<string>();
        foreach (var item in items.Where(item => item.Item.Kind == Definition && item.Kind is not null).DistinctBy(item => item.Key))
        {
            if (await cluster.Client.FindAsync(item.Kind!, null, item.Name, cancellationToken) is { } live)
            {
                owners.Add($"{item.Name} {Ownership.OwnerOf(live)}");
            }
        }

        return owners.Count == 0
            ? []
            : [new DeploymentFinding(PreflightVerdict.Good, "definitions", $"there already: {string.Join("; ", owners)}")];
    }

    /// <summary>Kinds that neither the cluster has nor an earlier step brings.</summary>
    private static IEnumerable<DeploymentFinding> UnknownKinds(IReadOnlyList<StepContents> steps)
    {
        var brought = new HashSet<(string, string)>();
        foreach (var step in steps)
        {
            brought.UnionWith(step.Definitions);
            foreach (var kind in step.Items.Where(item => item.Kind is null).Select(item => (item.Item.Group, item.Item.Kind)).Distinct())
            {
                if (!brought.Contains(kind))
                {
                    yield return new DeploymentFinding(
                        step.Step is ReleaseStep ? PreflightVerdict.Problem : PreflightVerdict.Warning,
                        "kinds",
                        $"the cluster does not know the kind {kind.Kind} of {kind.Group}, which '{step.Step.Component}' needs, "
                            + "and nothing before it brings it"
                    );
                }
            }
        }
    }

    private static IEnumerable<DeploymentFinding> DryRun(StepContents contents)
    {
        if (contents.Problem is { } problem)
        {
            return
            [
                new DeploymentFinding(PreflightVerdict.Problem, contents.Step.Component, problem.Message),
                .. problem.Details.Select(detail => new DeploymentFinding(PreflightVerdict.Problem, contents.Step.Component, detail)),
            ];
        }

        var refused = contents.Changes.Where(change => change.Kind == ChangeKind.Refused).ToList();
        return refused.Count > 0
            ? refused.Select(change => new DeploymentFinding(
                PreflightVerdict.Problem,
                contents.Step.Component,
                $"{change.Object}: {change.Note}"
            ))
            : [new DeploymentFinding(PreflightVerdict.Good, contents.Step.Component, Summary(contents.Changes))];
    }

    private static string Summary(IReadOnlyList<ObjectChange> changes)
    {
        var parts = ((ChangeKind Kind, string Words)[])
            [
                (ChangeKind.Create, "to make"),
                (ChangeKind.Change, "to change"),
                (ChangeKind.Same, "unchanged"),
                (ChangeKind.Delete, "to delete"),
                (ChangeKind.Keep, "to leave behind"),
                (ChangeKind.Unchecked, "not checked yet"),
            ];
        var told = parts
            .Select(part => (Count: changes.Count(change => change.Kind == part.Kind), part.Words))
            .Where(part => part.Count > 0)
            .Select(part => $"{part.Count} {part.Words}");
        return $"{Counted.Text(changes.Count(change => change.Kind != ChangeKind.Run), "object")}: {string.Join(", ", told)}";
    }
}
