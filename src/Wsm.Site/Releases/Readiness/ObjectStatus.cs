namespace Wsm.Site.Releases.Readiness;

/// <summary>How far an object has come.</summary>
/// <param name="Message">Why it is not further, for people: <c>1 of 3 replicas are ready</c>.</param>
internal sealed record ObjectStatus(ObjectState State, string Message)
{
    public static ObjectStatus Current { get; } = new(ObjectState.Current, "");

    public static ObjectStatus InProgress(string message) => new(ObjectState.InProgress, message);

    public static ObjectStatus Failed(string message) => new(ObjectState.Failed, message);
}

/// <summary>The states of kstatus.</summary>
internal enum ObjectState
{
    InProgress,

    /// <summary>All that was asked for is there.</summary>
    Current,

    /// <summary>It will not get there by waiting.</summary>
    Failed,
    Terminating,
    NotFound,
}
