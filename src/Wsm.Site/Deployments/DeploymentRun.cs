using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Deployments;

/// <summary>Brings a plan's steps into a cluster, one after another: each begins when what came before is ready.</summary>
public sealed class DeploymentRun(ReleaseCluster cluster, ReleaseOptions options)
{
    /// <param name="begun">Told of each step before anything of it is sent.</param>
    /// <param name="done">Told of each step when it is done.</param>
    /// <exception cref="ReleaseException">A step failed; those after it are not begun.</exception>
    public async Task RunAsync(
        DeploymentPlan plan,
        Action<DeploymentStep> begun,
        Action<StepResult> done,
        CancellationToken cancellationToken
    )
    {
        foreach (var step in plan.Steps)
        {
            begun(step);
            done(await RunAsync(step, cancellationToken));
        }
    }

    /// <summary>What would become of every object of a step.</summary>
    public Task<IReadOnlyList<ObjectChange>> PreviewAsync(DeploymentStep step, CancellationToken cancellationToken) =>
        step switch
        {
            ReleaseStep release => new ReleasePreview(cluster, options).PreviewAsync(release.Request, cancellationToken),
            DocumentsStep documents => new DocumentSender(cluster, options).PreviewAsync(
                documents.Text,
                documents.File,
                documents.Namespace,
                cancellationToken
            ),
            _ => throw new InvalidOperationException($"{step.GetType().Name} is no step that is known"),
        };

    private async Task<StepResult> RunAsync(DeploymentStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ReleaseStep release:
                var record = await new ReleaseDeployer(cluster, options).DeployAsync(release.Request, cancellationToken);
                return new StepResult(step) { Release = record };
            case DocumentsStep documents:
                var sender = new DocumentSender(cluster, options);
                await sender.EnsureNamespacesAsync(documents.Text, documents.File, documents.Namespace, cancellationToken);
                return new StepResult(step)
                {
                    Objects = await sender.SendAsync(documents.Text, documents.File, documents.Namespace, cancellationToken),
                };
            default:
                throw new InvalidOperationException($"{step.GetType().Name} is no step that is known");
        }
    }
}

/// <summary>A step that is done.</summary>
public sealed record StepResult(DeploymentStep Step)
{
    /// <summary>Null where the step is no release.</summary>
    public ReleaseRecord? Release { get; init; }

    /// <summary>How many documents were sent, where the step is no release.</summary>
    public int Objects { get; init; }
}
