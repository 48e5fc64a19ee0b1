namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>A parsed pattern.</summary>
internal abstract record RegexNode
{
    /// <summary>How many instructions it compiles to, more or less; and whether it can match nothing.</summary>
    public abstract long Size { get; }

    public abstract bool CanBeEmpty { get; }

    internal sealed record Empty : RegexNode
    {
        public override long Size => 1;

        public override bool CanBeEmpty => true;
    }

    internal sealed record OneOf(RuneSet Set) : RegexNode
    {
        public override long Size => 1;

        public override bool CanBeEmpty => false;
    }

    internal sealed record Assertion(AssertionKind Kind) : RegexNode
    {
        public override long Size => 1;

        public override bool CanBeEmpty => true;
    }

    internal sealed record Capture(int Number, RegexNode Inner) : RegexNode
    {
        public override long Size { get; } = Inner.Size + 2;

        public override bool CanBeEmpty { get; } = Inner.CanBeEmpty;
    }

    internal sealed record Sequence(IReadOnlyList<RegexNode> Parts) : RegexNode
    {
        public override long Size { get; } = Parts.Sum(part => part.Size);

        public override bool CanBeEmpty { get; } = Parts.All(part => part.CanBeEmpty);
    }

    internal sealed record Alternatives(IReadOnlyList<RegexNode> Choices) : RegexNode
    {
        public override long Size { get; } = Choices.Sum(choice => choice.Size + 1);

        public override bool CanBeEmpty { get; } = Choices.Any(choice => choice.CanBeEmpty);
    }

    /// <param name="Inner">What is repeated.</param>
    /// <param name="Least">The smallest number of times.</param>
    /// <param name="Most">The largest number of times; -1 without limit.</param>
    /// <param name="Greedy">Whether more is tried before less.</param>
    /// <param name="Counted">Written with braces: Go bounds how these multiply.</param>
    internal sealed record Repeat(RegexNode Inner, int Least, int Most, bool Greedy, bool Counted) : RegexNode
    {
        public override long Size { get; } = 1 + ((Inner.Size + 1) * Math.Max(1, Math.Max(Least, Most)));

        public override bool CanBeEmpty { get; } = Least == 0 || Inner.CanBeEmpty;
    }
}

internal enum AssertionKind
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}
