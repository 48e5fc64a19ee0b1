namespace Wsm.Helm.Rendering.Globs;

/// <summary>A part of a pattern.</summary>
internal abstract record GlobNode
{
    /// <summary>Whether both are written alike.</summary>
    public virtual bool IsSame(GlobNode other) => Equals(other);
}

/// <summary>Nothing at all, which an alternative may be.</summary>
internal sealed record NothingNode : GlobNode;

internal sealed record GlobLiteral(string Text) : GlobNode;

/// <summary><c>?</c></summary>
internal sealed record OneNode : GlobNode;

/// <summary><c>*</c></summary>
internal sealed record NameNode : GlobNode;

/// <summary><c>**</c></summary>
internal sealed record PathNode : GlobNode;

/// <summary><c>[abc]</c>, <c>[!abc]</c></summary>
internal sealed record OneOfNode(string Characters, bool Not) : GlobNode;

/// <summary><c>[a-z]</c>, <c>[!a-z]</c></summary>
internal sealed record RangeNode(int Low, int High, bool Not) : GlobNode;

/// <summary>Parts one after another.</summary>
internal sealed record SequenceNode(List<GlobNode> Parts) : GlobNode
{
    public override bool IsSame(GlobNode other) => other is SequenceNode sequence && AreSame(Parts, sequence.Parts);

    public static bool AreSame(List<GlobNode> left, List<GlobNode> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.IsSame(pair.Second));
}

/// <summary><c>{a,b}</c></summary>
internal sealed record ChoiceNode(List<GlobNode> Alternatives) : GlobNode
{
    public override bool IsSame(GlobNode other) => other is ChoiceNode choice && SequenceNode.AreSame(Alternatives, choice.Alternatives);
}
