using Wsm.Bundles.Locks;
using Wsm.Hosting;
using Wsm.Kubernetes.Api;
using Wsm.Oci.Files;
using Wsm.Site.Clusters.Carrying;
using Wsm.Site.Clusters.Judging;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Relocations;
using Wsm.Terminal;

namespace Wsm.Commands.Check;

/// <summary>Compares every container of a cluster's namespaces with bundles, and says why some cannot start. Reads only.</summary>
internal sealed class ClusterCheck(ApiClient client, UserConsole console)
{
    /// <summary>The bundle's first, then those that count as well.</summary>
    public required IReadOnlyList<BundleLock> Bundles { get; init; }

    /// <summary>Null where nobody said where the images went.</summary>
    public required Relocation? Relocation { get; init; }

    /// <summary>Asked about what nodes do not get.</summary>
    public required PushedImages? Registry { get; init; }

    /// <summary>Null for the bundle's own; empty for all.</summary>
    public required IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>Where to write what the bundles lack; null for nowhere.</summary>
    public required string? WantFile { get; init; }

    public required string Format { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var namespaces = Namespaces ?? OwnNamespaces();
        console.Say(
            $"Looking at {(namespaces.Count == 0 ? "every namespace" : $"namespace {string.Join(", ", namespaces)}")} of "
                + $"{client.Access.Context} ({client.Access.Server})"
        );
        var known = new KnownImages(Bundles, Relocation);
        var surface = await new Discovery(client).RunAsync(cancellationToken);
        var contents = await new ClusterReader(client).ReadAsync(surface, namespaces, cancellationToken);
        var findings = await new ImageJudge(known, Registry).JudgeAsync(contents, cancellationToken);
        switch (Format)
        {
            case "json":
                console.Print(ClusterCheckText.Json(client.Access.Context, client.Access.Server, namespaces, findings, contents.Unread));
                break;
            case "table":
                ClusterCheckText.WriteTable(findings, console.Out);
                break;
            default:
                ClusterCheckText.Write(findings, console);
                break;
        }

        if (WantFile is not null)
        {
            await WriteWantAsync(WantFile, findings, known, cancellationToken);
        }

        return Conclude(findings, contents.Unread);
    }

    private IReadOnlyList<string> OwnNamespaces() =>
        [
            .. Bundles
                .SelectMany(bundle => bundle.Components)
                .Where(component => component.Chart is not null)
                .Select(component => component.Namespace ?? client.Access.Namespace)
                .DefaultIfEmpty(client.Access.Namespace)
                .Distinct(),
        ];

    private async Task WriteWantAsync(
        string file,
        IReadOnlyList<ImageFinding> findings,
        KnownImages known,
        CancellationToken cancellationToken
    )
    {
        var platforms = await new LiveFactsReader(client).ReadPlatformsAsync(cancellationToken);
        var want = WantWriter.Of(findings, known, Bundles[0].Name, platforms);
        AtomicFile.Write(file, System.Text.Encoding.UTF8.GetBytes(want.ToJson()));
        console.Say(
            want.Images.Count == 0
                ? $"{file}: the cluster asks for nothing that the bundle lacks."
                : $"{file}: {want.Images.Count} images to fetch outside, with 'wsm download --want'."
        );
        foreach (var image in want.Images)
        {
            if (image.Reference is null)
            {
                console.Warn($"it is not known where {image.AskedAs} is published; write it into the file");
            }
            else if (image.IsGuess)
            {
                console.Warn($"{image.AskedAs} is probably published as {image.Reference}; look at it before you carry the file out");
            }
        }
    }

    private int Conclude(IReadOnlyList<ImageFinding> findings, IReadOnlyList<string> unread)
    {
        var wrong = findings.Count(finding => !finding.IsGood);
        if (wrong > 0 || unread.Count > 0)
        {
            var message =
                wrong == 0 ? $"{ClusterCheckText.Count(findings.Count)} are as the bundle has them, and not everything could be looked at."
                : unread.Count == 0 ? $"{wrong} of {ClusterCheckText.Count(findings.Count)} are not as the bundle has them."
                : $"{wrong} of {ClusterCheckText.Count(findings.Count)} are not as the bundle has them, and not everything "
                    + "could be looked at.";
            return console.Report(
                new Failure(message, unread.Count > 0 ? "'wsm help cluster' lists the rights that this needs." : null, ExitCode.Incomplete)
                {
                    Details = unread,
                }
            );
        }

        if (findings.Count == 0)
        {
            return console.Report(
                new Failure(
                    "There is no pod and no workload there.",
                    "Name the product's namespaces with --namespace, or look into all with -A.",
                    ExitCode.Incomplete
                )
            );
        }

        console.Say($"All {ClusterCheckText.Count(findings.Count)} are as the bundle has them.");
        return ExitCode.Done;
    }
}
