namespace Wsm.Product.Catalogs;

/// <summary>Where resources of some kinds name images: a row of <c>image-fields.yaml</c>.</summary>
public sealed record ImageFieldRow
{
    /// <summary>API groups without a version.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The kinds; <c>*</c> for all of the groups.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Places below which all paths start; empty for the resource itself.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Under { get; init; } = [];

    public IReadOnlyList<ImageField> Fields { get; init; } = [];

    /// <summary>Paths where a text looks like an image and is none; nothing at or below them is looked at.</summary>
    public IReadOnlyList<IReadOnlyList<string>> NotImages { get; init; } = [];
}

/// <summary>
/// One place of an image. Keys are written with dots, count from the mapping at <see cref="Path"/>, and from the resource after
/// <c>$.</c>; of several the first that has a text counts.
/// </summary>
public sealed record ImageField
{
    /// <summary>Steps: a key, <c>*</c> for each item or value, <c>**</c> for any number of keys. Empty for the place itself.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    public ImageForm Form { get; init; }

    public IReadOnlyList<string> Registry { get; init; } = [];

    public IReadOnlyList<string> Repository { get; init; } = [];

    public IReadOnlyList<string> Name { get; init; } = [];

    public IReadOnlyList<string> Tag { get; init; } = [];

    public IReadOnlyList<string> Digest { get; init; } = [];

    /// <summary>References with keys in braces; <c>{a|b}</c> is the first of them that has a text.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Schemes whose addresses are references.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = [];

    /// <summary>A text without a scheme is a reference too.</summary>
    public bool Bare { get; init; }

    /// <summary>The repository whose tag the text is, where it is no more than a tag.</summary>
    public string? TagOf { get; init; }

    /// <summary>What stands between several references in one text.</summary>
    public string? Separator { get; init; }

    /// <summary>Only what stands after the last one of these counts.</summary>
    public string? After { get; init; }

    /// <summary>Keys that may have no text; the reference is made without them.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>What the operator writes in the tag for a plus sign of the version, which a tag cannot hold.</summary>
    public string? Plus { get; init; }

    /// <summary>What the operator adds to a tag that does not have it.</summary>
    public string? Suffix { get; init; }

    /// <summary>A tag that contains this has its suffix already.</summary>
    public string? SuffixUnless { get; init; }

    /// <summary>What the operator adds to the tag: the reference is incomplete as it stands.</summary>
    public string? Appended { get; init; }

    /// <summary>What other keys must say.</summary>
    public IReadOnlyDictionary<string, string> When { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys that must have no text.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>It is used as it stands; otherwise the operator's own configuration can change it, and it is a candidate.</summary>
    public bool Certain { get; init; } = true;
}

/// <summary>How an image is written.</summary>
public enum ImageForm
{
    /// <summary>A whole reference.</summary>
    Reference,

    /// <summary>A reference after a scheme.</summary>
    Url,

    /// <summary>A mapping whose keys hold the parts.</summary>
    Parts,

    /// <summary>Keys of a mapping, put into a text.</summary>
    Pattern,

    /// <summary>A chart's values.</summary>
    Values,

    /// <summary>Documents of Kubernetes, as text or objects.</summary>
    Manifest,
}
