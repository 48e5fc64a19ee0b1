using Wsm.Kubernetes.Configuration;
using Wsm.Site.Deployments;
using Wsm.Site.Deployments.Checking;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;
using Wsm.Terminal;

namespace Wsm.Commands.Deploy;

/// <summary>
/// Keeps what happens while releases are worked on, so that it can be reported in the end. Safe to use from several threads.
/// </summary>
internal sealed class DeploymentLog(ClusterAccess access)
{
    private readonly Lock _writing = new();
    private readonly List<Entry> _entries = [];
    private readonly List<ReportedTrouble> _troubles = [];
    private IReadOnlyList<DeploymentFinding>? _findings;
    private Failure? _failure;

    public bool IsDryRun { get; set; }

    public void Found(IReadOnlyList<DeploymentFinding> findings) => _findings = findings;

    public void Failed(Failure failure) => _failure = failure;

    /// <summary>What is told from now on is about this step.</summary>
    public void Begin(DeploymentStep step) =>
        Add(
            step switch
            {
                ReleaseStep release => new Entry(release.Component, release.Request.Name, release.Request.Namespace, null)
                {
                    Chart = new ReportedChart(release.Request.Chart.Metadata.Name, release.Request.Chart.Metadata.Version),
                },
                DocumentsStep documents => new Entry(documents.Component, "", "", documents.File),
                _ => throw new InvalidOperationException($"{step.GetType().Name} is no step that is known"),
            }
        );

    /// <summary>What is told from now on is about this release.</summary>
    public void Begin(string release, string space) => Add(new Entry(null, release, space, null));

    /// <param name="explanation">What is known of a pod's trouble beyond the cluster's words.</param>
    public void Hear(ReleaseNote note, string? explanation)
    {
        lock (_writing)
        {
            if (note.Change is { } change)
            {
                _entries[^1].Changes.Add(change);
            }

            if (note.Record is { } record)
            {
                _entries[^1].Record = record;
            }

            if (note.Trouble is { } trouble)
            {
                _troubles.Add(
                    new ReportedTrouble(
                        trouble.Workload,
                        trouble.Pod,
                        trouble.Container.Length == 0 ? null : trouble.Container,
                        trouble.Use?.Image,
                        trouble.Use?.Node,
                        trouble.Reason,
                        trouble.Message,
                        explanation,
                        trouble.Log
                    )
                );
            }
        }
    }

    /// <summary>What would become of the objects of the step that was begun last.</summary>
    public void Expect(IEnumerable<ObjectChange> changes)
    {
        lock (_writing)
        {
            _entries[^1].Changes.AddRange(changes);
        }
    }

    public DeploymentReport ToReport() =>
        new(
            access.Context,
            access.Server.ToString(),
            IsDryRun,
            _findings?.Select(finding => new ReportedFinding(WordOf(finding.Verdict), finding.Subject, finding.Text)).ToList(),
            [.. _entries.Where(entry => entry.File is null).Select(ReleaseOf)],
            [
                .. _entries
                    .Where(entry => entry.File is not null)
                    .Select(entry => new ReportedDocuments(entry.Component!, entry.File!, ObjectsOf(entry))),
            ],
            [.. _troubles],
            _failure is null ? null : new ReportedError(_failure.Message, _failure.Details, _failure.Hint, _failure.ExitCode)
        );

    private void Add(Entry entry)
    {
        lock (_writing)
        {
            _entries.Add(entry);
        }
    }

    private static ReportedRelease ReleaseOf(Entry entry) =>
        new(
            entry.Component,
            entry.Name,
            entry.Namespace,
            entry.Record?.Revision,
            entry.Record is { } record ? ReleaseStatusText.Of(record.Status) : null,
            entry.Record?.Description,
            entry.Record is { ChartName.Length: > 0 } kept ? new ReportedChart(kept.ChartName, kept.ChartVersion) : entry.Chart,
            ObjectsOf(entry)
        );

    private static IReadOnlyList<ReportedObject> ObjectsOf(Entry entry) =>
        [
            .. entry.Changes.Select(change => new ReportedObject(
                WordOf(change.Kind),
                change.Key.Group,
                change.Key.Kind,
                change.Key.Namespace.Length == 0 ? null : change.Key.Namespace,
                change.Key.Name,
                change.Note,
                change.Fields.Count == 0
                    ? null
                    : [.. change.Fields.Select(field => new ReportedField(field.Path, field.Before, field.After))]
            )),
        ];

    private static string WordOf(PreflightVerdict verdict) =>
        verdict switch
        {
            PreflightVerdict.Good => "good",
            PreflightVerdict.Warning => "warning",
            _ => "problem",
        };

    private static string WordOf(ChangeKind kind) =>
        kind switch
        {
            ChangeKind.Same => "unchanged",
            ChangeKind.Create => "created",
            ChangeKind.Change => "changed",
            ChangeKind.Delete => "deleted",
            ChangeKind.Keep => "kept",
            ChangeKind.Run => "hook",
            ChangeKind.Unchecked => "unchecked",
            _ => "refused",
        };

    /// <param name="File">Null for a release.</param>
    private sealed record Entry(string? Component, string Name, string Namespace, string? File)
    {
        public List<ObjectChange> Changes { get; } = [];

        public ReleaseRecord? Record { get; set; }

        public ReportedChart? Chart { get; init; }
    }
}
