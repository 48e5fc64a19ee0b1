using YamlDotNet.Core;

namespace Wsm.Product.Catalogs.Yaml;

/// <summary>A YAML node that knows where it was written.</summary>
public abstract record YamlNode(Place Place)
{
    /// <summary>What it is, for a sentence about a wrong type.</summary>
    public abstract string Kind { get; }
}

public sealed record ScalarNode(Place Place, string Text, ScalarStyle Style, string? Tag) : YamlNode(Place)
{
    /// <summary>The characters of the file that it was read from, quotes included.</summary>
    public Range Extent { get; init; }

    public override string Kind => IsNull ? "nothing" : "a single value";

    public bool IsNull => Style == ScalarStyle.Plain && Text is "" or "~" or "null" or "Null" or "NULL";
}

public sealed record YamlList(Place Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place)
{
    public override string Kind => "a list";
}

public sealed record MapNode(Place Place, IReadOnlyList<KeyValuePair<ScalarNode, YamlNode>> Entries) : YamlNode(Place)
{
    /// <summary>Written in braces.</summary>
    public bool IsFlow { get; init; }

    public override string Kind => "a mapping";
}

/// <summary>One-based line and column in a file.</summary>
public readonly record struct Place(long Line, long Column)
{
    public static Place Of(Mark mark) => new(mark.Line, mark.Column);
}
