namespace Wsm.Helm.Data.Yaml;

internal enum RawYamlNodeKind
{
    Scalar,
    Sequence,
    Mapping,
    Alias,
}

/// <summary>A node of a document before its types are known. A mapping's children are key, value, key, value …</summary>
internal sealed class RawYamlNode(RawYamlNodeKind kind, YamlMark start)
{
    public RawYamlNodeKind Kind { get; } = kind;

    public YamlMark Start { get; } = start;

    /// <summary>The full tag; empty when none was written.</summary>
    public string Tag { get; init; } = "";

    /// <summary>A scalar's value, an alias's name.</summary>
    public string Text { get; init; } = "";

    /// <summary>The scalar's type may be found from its text: it is plain, or its tag is <c>!</c>.</summary>
    public bool Implicit { get; init; }

    public IReadOnlyList<YamlPiece>? Pieces { get; init; }

    public RawYamlNode? Target { get; init; }

    public List<RawYamlNode> Children { get; } = [];

    /// <summary>The key <c>&lt;&lt;</c>, which takes in another mapping.</summary>
    public bool IsMerge => Kind == RawYamlNodeKind.Scalar && Text == "<<" && (Implicit || Tag == YamlTags.Merge);
}

internal static class YamlTags
{
    public const string Prefix = "tag:yaml.org,2002:";
    public const string Null = Prefix + "null";
    public const string Bool = Prefix + "bool";
    public const string Int = Prefix + "int";
    public const string Float = Prefix + "float";
    public const string String = Prefix + "str";
    public const string Binary = Prefix + "binary";
    public const string Timestamp = Prefix + "timestamp";
    public const string Merge = Prefix + "merge";

    public static string Short(string tag) => tag.StartsWith(Prefix, StringComparison.Ordinal) ? "!!" + tag[Prefix.Length..] : tag;
}
