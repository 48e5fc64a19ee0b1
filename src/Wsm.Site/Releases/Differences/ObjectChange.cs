using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Releases.Differences;

/// <summary>What became of an object, or would.</summary>
/// <param name="Note">Why; null where nothing needs to be said.</param>
public sealed record ObjectChange(ChangeKind Kind, ObjectKey Key, string? Note = null)
{
    /// <summary>What it is, for people: <c>Deployment shop/web</c>.</summary>
    public string Object => Key.ToString();

    /// <summary>What changes in it; of what is new, nothing.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];
}

public enum ChangeKind
{
    Same,
    Create,
    Change,
    Delete,

    /// <summary>It is no longer needed, and stays all the same.</summary>
    Keep,

    /// <summary>A hook would run.</summary>
    Run,

    /// <summary>The server could not be asked: what it needs is not there yet.</summary>
    Unchecked,

    /// <summary>The server would refuse it.</summary>
    Refused,
}

/// <param name="Path">As in <c>spec.template.spec.containers[web].image</c>.</param>
/// <param name="Before">As JSON; null where it is new. Of what is secret, a word in brackets.</param>
/// <param name="After">As JSON; null where it goes.</param>
public sealed record FieldChange(string Path, string? Before, string? After);
