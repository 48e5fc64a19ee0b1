using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Readiness;

/// <summary>Something that happens while a release is worked on, told when it happens.</summary>
/// <param name="Text">A sentence without a full stop; empty where <see cref="Trouble"/> says it.</param>
public sealed record ReleaseNote(NoteKind Kind, string Text)
{
    /// <summary>Set with <see cref="NoteKind.Trouble"/>.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>Set with <see cref="NoteKind.Progress"/>, where it is about one object.</summary>
    public WorkloadProgress? Progress { get; init; }

    /// <summary>Set where the note is about what became of an object.</summary>
    public ObjectChange? Change { get; init; }

    /// <summary>Set where the note is that a revision has been written down: as it was written.</summary>
    public ReleaseRecord? Record { get; init; }
}

public enum NoteKind
{
    /// <summary>A step of the work begins.</summary>
    Step,

    /// <summary>One object, among many.</summary>
    Detail,

    /// <summary>How far an object has come that is waited for.</summary>
    Progress,

    /// <summary>What a person should know, although the work goes on.</summary>
    Warning,

    /// <summary>A pod does not start.</summary>
    Trouble,
}
