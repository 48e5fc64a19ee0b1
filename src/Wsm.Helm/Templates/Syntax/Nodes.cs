using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>
/// A piece of a parsed template. Nodes know where they stand and nothing of how they run; <c>Evaluation.Execution</c> runs them.
/// </summary>
/// <param name="Start">Where errors place it in the source, in UTF-16 units.</param>
internal abstract record Node(int Start);

internal sealed record TextNode(int Start, int TextStart, string Text) : Node(Start);

internal sealed record ListNode(int Start, Node[] Nodes) : Node(Start);

internal sealed record ActionNode(int Start, PipeNode Pipe) : Node(Start);

/// <summary>if, with or range.</summary>
internal sealed record BranchNode(int Start, BranchKind Kind, PipeNode Pipe, ListNode List, ListNode? Else) : Node(Start);

internal enum BranchKind
{
    If,
    With,
    Range,
}

internal sealed record BreakNode(int Start) : Node(Start);

internal sealed record ContinueNode(int Start) : Node(Start);

internal sealed record TemplateNode(int Start, string Name, PipeNode? Pipe) : Node(Start);

/// <summary>Ends a list while parsing; never part of a tree.</summary>
internal sealed record EndNode(int Start) : Node(Start);

/// <inheritdoc cref="EndNode"/>
internal sealed record ElseNode(int Start) : Node(Start);

internal sealed record PipeNode(int Start, bool IsAssignment, VariableNode[] Declarations, CommandNode[] Commands) : Node(Start);

internal sealed record CommandNode(int Start, Node[] Arguments) : Node(Start);

internal sealed record DotNode(int Start) : Node(Start);

internal sealed record NilNode(int Start) : Node(Start);

internal sealed record FieldNode(int Start, string[] Names) : Node(Start);

/// <summary>A function's name.</summary>
internal sealed record IdentifierNode(int Start, TemplateFunction Function, Builtin Builtin) : Node(Start);

/// <param name="Start">Where it stands.</param>
/// <param name="Name">With its dollar sign.</param>
/// <param name="Names">The fields after it.</param>
/// <param name="Slot">Its place in the frame; 0 is <c>$</c>; -1: assigned to but declared nowhere.</param>
internal sealed record VariableNode(int Start, string Name, string[] Names, int Slot) : Node(Start);

/// <summary>Fields of a parenthesised pipeline or of a function's result.</summary>
internal sealed record ChainNode(int Start, Node Inner, string[] Names) : Node(Start);

internal sealed record BoolNode(int Start, bool IsTrue, Value Value) : Node(Start);

internal sealed record StringNode(int Start, string Quoted, string Text, Value Value) : Node(Start);

internal sealed record NumberNode(int Start, NumberLiteral Literal) : Node(Start);
