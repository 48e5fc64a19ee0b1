namespace Wsm.Site.Releases.Records;

/// <summary>Something that a release does not allow, or that went wrong while it was worked on.</summary>
public sealed class ReleaseException(ReleaseProblem problem, string message, Exception? cause = null) : Exception(message, cause)
{
    public ReleaseProblem Problem { get; } = problem;

    /// <summary>What went wrong one by one, where it was more than one thing.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>What kind of thing went wrong; the program knows what to type about it.</summary>
public enum ReleaseProblem
{
    /// <summary>Nothing more than the message says.</summary>
    Other,

    /// <summary>Another run is at work, or was killed at it.</summary>
    Pending,

    /// <summary>Objects that belong to somebody else.</summary>
    Foreign,

    /// <summary>Fields that somebody else has set.</summary>
    Conflict,

    /// <summary>There is no release of that name, or no revision of that number.</summary>
    NotFound,

    /// <summary>It was not ready in time, or cannot become ready.</summary>
    NotReady,
    NoNamespace,
    TooLarge,
}
