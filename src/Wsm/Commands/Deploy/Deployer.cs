using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Site.Deployments;
using Wsm.Site.Deployments.Checking;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Differences;
using Wsm.Terminal;

namespace Wsm.Commands.Deploy;

/// <summary>Looks before, asks, and brings a plan into a cluster.</summary>
internal sealed class Deployer(ReleaseCluster cluster, ReleaseOptions options, DeploymentOutput output, UserConsole console)
{
    public required DeploymentPlan Plan { get; init; }

    /// <summary>Where components go for which the catalog names no namespace; null for where they usually go.</summary>
    public string? Namespace { get; init; }

    /// <summary>Those of the bundle's images.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>Asks the registry inside; null where nobody is to be asked.</summary>
    public required Func<CancellationToken, Task<IReadOnlyList<DeploymentFinding>>>? AskRegistry { get; init; }

    /// <summary>Images that no value brings inside, as far as the values were worked out here.</summary>
    public required IReadOnlyList<string> Unproved { get; init; }

    /// <summary>Tries the nodes; null where nobody asked for it.</summary>
    public NodeProbing? Nodes { get; init; }

    /// <summary>Asks the person, where one is to be asked, before anything is made in the cluster.</summary>
    public required Action Consent { get; init; }

    /// <summary>What to name the cluster: its context and server.</summary>
    public required string Place { get; init; }

    /// <summary>Says what the deployment would meet, and changes nothing.</summary>
    public async Task<int> CheckAsync(CancellationToken cancellationToken)
    {
        var report = await FindAsync(cancellationToken);
        PreflightText.Write(report.Findings, output.Print);
        if (Nodes is not null)
        {
            Consent();
        }

        var nodes = await TryNodesAsync(report, output.Print, cancellationToken);
        if (PreflightText.FailureOf([.. report.Findings, .. nodes], ExitCode.Incomplete) is { } failure)
        {
            return output.Report(failure);
        }

        console.Say("Nothing stands in the way.");
        return ExitCode.Done;
    }

    /// <summary>Shows what would change, as the server says it, and changes nothing.</summary>
    public async Task<int> PreviewAsync(CancellationToken cancellationToken)
    {
        var run = new DeploymentRun(cluster, options);
        var refused = 0;
        output.Log.IsDryRun = true;
        foreach (var step in Plan.Steps)
        {
            output.Print(NameOf(step));
            output.Log.Begin(step);
            var changes = await run.PreviewAsync(step, cancellationToken);
            output.Log.Expect(changes);
            ChangeText.Write(changes, output.Print, console.Verbosity >= Verbosity.Verbose);
            refused += changes.Count(change => change.Kind == ChangeKind.Refused);
        }

        return refused == 0
            ? ExitCode.Done
            : output.Report(new Failure($"The cluster would refuse {Counted.Text(refused, "object")}.", null, ExitCode.Incomplete));
    }

    public async Task<int> DeployAsync(CancellationToken cancellationToken)
    {
        console.Say($"Looking at {Place} before anything is changed …");
        var report = await FindAsync(cancellationToken);
        PreflightText.Write(report.Findings, console.Say);
        if (PreflightText.FailureOf(report.Findings, ExitCode.Failed) is { } failure)
        {
            return output.Report(failure);
        }

        Consent();
        var nodes = await TryNodesAsync(report, console.Say, cancellationToken);
        if (PreflightText.FailureOf(nodes, ExitCode.Failed) is { } unpulled)
        {
            return output.Report(unpulled);
        }

        await output.WatchAsync(async () =>
        {
            await new DeploymentRun(cluster, options).RunAsync(
                Plan,
                output.Log.Begin,
                result => output.Print(LineOf(result)),
                cancellationToken
            );
            return true;
        });
        console.Say($"Done: {Counted.Text(Plan.Steps.Count, "step")}{(options.Waits ? ", and everything that was sent is ready" : "")}.");
        return Unproved.Count == 0
            ? ExitCode.Done
            : output.Report(
                new Failure(
                    $"No value brings {Counted.Text(Unproved.Count, "image")} inside; from outside they may still be asked for.",
                    "'wsm values' with the same options says where each stands.",
                    ExitCode.Incomplete
                )
                {
                    Details = Unproved,
                }
            );
    }

    private async Task<IReadOnlyList<DeploymentFinding>> TryNodesAsync(
        PreflightReport report,
        Action<string> write,
        CancellationToken cancellationToken
    )
    {
        if (Nodes is null)
        {
            return [];
        }

        var nodes = await Nodes.RunAsync(cluster, report, cancellationToken);
        PreflightText.Write(nodes, write);
        output.Log.Found([.. report.Findings, .. nodes]);
        return nodes;
    }

    private async Task<PreflightReport> FindAsync(CancellationToken cancellationToken)
    {
        var registry = AskRegistry is null ? null : AskRegistry(cancellationToken);
        var found = await new DeploymentPreflight(cluster, options) { Platforms = Platforms, Namespace = Namespace }.RunAsync(
            Plan,
            cancellationToken
        );
        IReadOnlyList<DeploymentFinding> all =
        [
            .. found.Findings,
            .. registry is null ? [] : await registry,
            .. Unproved.Select(image => new DeploymentFinding(PreflightVerdict.Warning, "images", $"{image}: no value brings it inside")),
        ];
        output.Log.Found(all);
        return found with { Findings = all };
    }

    private static string NameOf(DeploymentStep step) =>
        step switch
        {
            ReleaseStep release =>
                $"{release.Component}: release {release.Request.Name} in {release.Request.Namespace} ({release.Request.ChartText})",
            DocumentsStep documents => $"{documents.Component}: {documents.File}",
            _ => step.Component,
        };

    private static string LineOf(StepResult result) =>
        result.Release is { } record
            ? $"{NameOf(result.Step)}, revision {record.Revision}: deployed"
            : $"{NameOf(result.Step)}: {Counted.Text(result.Objects, "object")} applied";
}
