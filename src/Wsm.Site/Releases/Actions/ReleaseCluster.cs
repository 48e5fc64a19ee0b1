using Wsm.Helm.Rendering;
using Wsm.Helm.Rendering.Objects;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>A cluster that releases are put into, with what it is known to have.</summary>
public sealed class ReleaseCluster
{
    private ReleaseCluster(ApiClient client, KubeVersion version, ApiSurface surface, TimeProvider time, Action<ReleaseNote> tell)
    {
        Client = client;
        Version = version;
        Surface = surface;
        Time = time;
        Tell = tell;
    }

    /// <summary>The server's version.</summary>
    public KubeVersion Version { get; }

    internal ApiClient Client { get; }

    internal ApiSurface Surface { get; private set; }

    internal TimeProvider Time { get; }

    internal Action<ReleaseNote> Tell { get; }

    /// <summary>Asks the cluster what it is.</summary>
    /// <param name="tell">Told what happens.</param>
    public static async Task<ReleaseCluster> OpenAsync(
        ApiClient client,
        TimeProvider time,
        Action<ReleaseNote> tell,
        CancellationToken cancellationToken
    )
    {
        var said = new KubeObject(await client.GetVersionAsync(cancellationToken)).Text("gitVersion") ?? "";
        if (!KubeVersion.TryParse(said, out var version))
        {
            throw new ReleaseException(ReleaseProblem.Other, $"the server says that its version is '{said}', which is not a version");
        }

        return new ReleaseCluster(client, version, await new Discovery(client).RunAsync(cancellationToken), time, tell);
    }

    internal async Task RefreshAsync(CancellationToken cancellationToken) =>
        Surface = await new Discovery(Client).RunAsync(cancellationToken);

    internal ReleaseStore StoreOf(string space) => new(Client, space, Time);

    internal ManifestReader ReaderFor(string space) => new(Surface, space);

    internal ReadinessWaiter NewWaiter() => new(Client, Time, Tell);

    /// <summary>Tells what came of an object that was sent.</summary>
    internal void TellSent(ClusterObject item, KubeObject? before, KubeObject after)
    {
        var (kind, word) =
            before is null ? (ChangeKind.Create, "made")
            : before.ResourceVersion == after.ResourceVersion ? (ChangeKind.Same, "unchanged")
            : (ChangeKind.Change, "changed");
        TellChange(NoteKind.Detail, new ObjectChange(kind, item.Key with { Name = after.Name }), $": {word}");
    }

    /// <param name="words">What became of the object, to stand right after its name.</param>
    internal void TellChange(NoteKind kind, ObjectChange change, string words) =>
        Tell(new ReleaseNote(kind, $"{change.Object}{words}") { Change = change });

    /// <exception cref="ReleaseException">The chart does not render with these values, or is not for this cluster.</exception>
    internal RenderedRelease Render(ReleaseRequest request, int revision, bool isUpgrade, CancellationToken cancellationToken)
    {
        try
        {
            return Renderer.Render(
                request.Chart,
                new RenderRequest
                {
                    ReleaseName = request.Name,
                    Namespace = request.Namespace,
                    Values = request.Values,
                    IsUpgrade = isUpgrade,
                    Revision = revision,
                    KubeVersion = Version,
                    ApiVersions = [.. Surface.Versions.Concat(Surface.Kinds.Select(kind => $"{kind.ApiVersion}/{kind.Kind}")).Distinct()],
                    HasOnlyApiVersions = true,
                    Lookup = new LiveLookup(Client, Surface, cancellationToken).Find,
                    Clock = Time,
                    Warn = warning => Tell(new ReleaseNote(NoteKind.Detail, warning)),
                },
                cancellationToken
            );
        }
        catch (RenderException wrong)
        {
            throw new ReleaseException(
                ReleaseProblem.Other,
                $"the chart {request.ChartText} of the release '{request.Name}' does not render: {wrong.Message}",
                wrong
            );
        }
    }
}
