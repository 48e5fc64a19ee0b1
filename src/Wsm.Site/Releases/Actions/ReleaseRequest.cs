using Wsm.Helm.Charts;
using Wsm.Helm.Data;

namespace Wsm.Site.Releases.Actions;

/// <summary>A chart that is to run in a cluster.</summary>
public sealed record ReleaseRequest
{
    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required Chart Chart { get; init; }

    /// <summary>The person's values, already put together.</summary>
    public required MapValue Values { get; init; }

    /// <summary>For people: where the chart comes from.</summary>
    public string ChartText => $"{Chart.Metadata.Name} {Chart.Metadata.Version}";
}

/// <summary>How releases are worked on.</summary>
public sealed record ReleaseOptions
{
    /// <summary>How long everything together may take to become ready, and each hook.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Go on only when everything is ready.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Take over fields that others have set.</summary>
    public bool ForcesConflicts { get; init; }

    /// <summary>Take over objects that belong to nobody or to somebody else.</summary>
    public bool TakesOwnership { get; init; }

    public bool CreatesNamespace { get; init; }

    /// <summary>Also change definitions of <c>crds/</c> that are there already.</summary>
    public bool UpgradesDefinitions { get; init; }

    /// <summary>Work on a release that a killed run has left behind.</summary>
    public bool Recovers { get; init; }

    /// <summary>After a failure, go back to what was before.</summary>
    public bool RollsBack { get; init; }

    /// <summary>How many revisions are kept; 0 for all.</summary>
    public int HistoryLimit { get; init; } = 10;
}
