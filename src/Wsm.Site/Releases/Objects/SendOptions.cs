namespace Wsm.Site.Releases.Objects;

/// <summary>How objects are sent.</summary>
internal sealed record SendOptions
{
    /// <summary>Who owns the fields afterwards.</summary>
    public required string FieldManager { get; init; }

    /// <summary>Client-side tools whose fields become ours, as they are ours by another name.</summary>
    public required IReadOnlyList<string> Predecessors { get; init; }

    /// <summary>Take fields over that others own.</summary>
    public bool Force { get; init; }

    /// <summary>The server only says what would come of it.</summary>
    public bool DryRun { get; init; }

    /// <summary>As helm sends what is in a release.</summary>
    public static SendOptions Helm { get; } = new() { FieldManager = "helm", Predecessors = ["helm"] };

    /// <summary>What is in no release: custom resources and plain manifests.</summary>
    public static SendOptions Plain { get; } = new() { FieldManager = "wsm", Predecessors = ["kubectl-client-side-apply"] };
}
