namespace Wsm.Site.Releases.Records;

/// <summary>What state a revision of a release is in.</summary>
public enum ReleaseStatus
{
    Unknown,
    Deployed,

    /// <summary>Taken away, and its history kept.</summary>
    Uninstalled,

    /// <summary>A later revision has taken its place.</summary>
    Superseded,
    Failed,
    Uninstalling,

    /// <summary>Being installed; or whoever did it has ended without a word.</summary>
    PendingInstall,
    PendingUpgrade,
    PendingRollback,
}

/// <summary>The words of helm's records: <c>pending-install</c>.</summary>
public static class ReleaseStatusText
{
    private static readonly (ReleaseStatus Status, string Word)[] Words =
    [
        (ReleaseStatus.Unknown, "unknown"),
        (ReleaseStatus.Deployed, "deployed"),
        (ReleaseStatus.Uninstalled, "uninstalled"),
        (ReleaseStatus.Superseded, "superseded"),
        (ReleaseStatus.Failed, "failed"),
        (ReleaseStatus.Uninstalling, "uninstalling"),
        (ReleaseStatus.PendingInstall, "pending-install"),
        (ReleaseStatus.PendingUpgrade, "pending-upgrade"),
        (ReleaseStatus.PendingRollback, "pending-rollback"),
    ];

    public static string Of(ReleaseStatus status) => Words.First(pair => pair.Status == status).Word;

    internal static ReleaseStatus Parse(string? word) => Words.FirstOrDefault(pair => pair.Word == word).Status;

    /// <summary>Somebody works on it, or has been killed while doing so.</summary>
    internal static bool IsPending(this ReleaseStatus status) =>
        status is ReleaseStatus.PendingInstall or ReleaseStatus.PendingUpgrade or ReleaseStatus.PendingRollback;
}
