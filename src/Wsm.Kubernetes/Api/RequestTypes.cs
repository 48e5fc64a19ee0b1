namespace Wsm.Kubernetes.Api;

/// <summary>Which objects of a kind are meant.</summary>
public sealed record Selection
{
    public static Selection Everything { get; } = new();

    /// <summary><c>owner=helm,name=x</c>.</summary>
    public string? Labels { get; init; }

    /// <summary><c>type=Warning,involvedObject.kind=Pod</c>.</summary>
    public string? Fields { get; init; }
}

/// <summary>How an object is applied, server-side.</summary>
/// <param name="FieldManager">Who owns the fields that are sent.</param>
/// <remarks>https://kubernetes.io/docs/reference/using-api/server-side-apply/</remarks>
public sealed record ApplyOptions(string FieldManager)
{
    /// <summary>Take fields over that others own.</summary>
    public bool Force { get; init; }

    /// <summary>Only say what would come of it.</summary>
    public bool DryRun { get; init; }

    /// <summary>Refuse fields that the kind does not have. Servers before 1.25 ignore the wish.</summary>
    public bool Strict { get; init; }
}

/// <summary>What a patch is written in.</summary>
public enum PatchForm
{
    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>Kubernetes' own, which knows lists with keys; for built-in kinds only.</summary>
    Strategic,
}

/// <summary>What becomes of what an object owns when it is deleted.</summary>
public enum Propagation
{
    /// <summary>It goes after its owner.</summary>
    Background,

    /// <summary>It goes before its owner.</summary>
    Foreground,

    /// <summary>It stays.</summary>
    Orphan,
}

public sealed record DeleteOptions
{
    public Propagation Propagation { get; init; } = Propagation.Background;

    /// <summary>Only this very object, and not another that has taken its name.</summary>
    public string? Uid { get; init; }

    public int? GraceSeconds { get; init; }

    public bool DryRun { get; init; }
}

/// <summary>Something one may want to do.</summary>
/// <param name="Resource">With its part, where one is meant: <c>pods/log</c>.</param>
/// <param name="Namespace">Null for every namespace.</param>
public sealed record AccessQuestion(string Verb, string Group, string Resource, string? Namespace = null, string? Name = null);

/// <param name="Why">What the server says about it, where it says something.</param>
public sealed record AccessAnswer(bool IsAllowed, string? Why);
