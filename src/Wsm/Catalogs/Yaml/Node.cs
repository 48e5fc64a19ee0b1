using YamlDotNet.Core;

namespace Wsm.Catalogs.Yaml;

/// <summary>A YAML node that knows where it was written.</summary>
internal abstract record Node(Place Place)
{
    /// <summary>What it is, for a sentence about a wrong type.</summary>
    public abstract string Kind { get; }
}

internal sealed record ScalarNode(Place Place, string Text, ScalarStyle Style, string? Tag) : Node(Place)
{
    public override string Kind => IsNull ? "nothing" : "a single value";

    public bool IsNull => Style == ScalarStyle.Plain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items) : Node(Place)
{
    public override string Kind => "a list";
}

internal sealed record MapNode(Place Place, IReadOnlyList<KeyValuePair<ScalarNode, Node>> Entries) : Node(Place)
{
    public override string Kind => "a mapping";
}

/// <summary>One-based line and column in a file.</summary>
internal readonly record struct Place(long Line, long Column) : IComparable<Place>
{
    public static Place Of(Mark mark) => new(mark.Line, mark.Column);

    public int CompareTo(Place other) => (Line, Column).CompareTo((other.Line, other.Column));
}
