namespace Wsm.Helm.Templates.Evaluation;

/// <summary>What a render may use up before it is stopped with an error. Far above what any honest chart needs.</summary>
public sealed record RenderLimits
{
    public static RenderLimits Default { get; } = new();

    /// <summary>Nodes evaluated, loop rounds, and what functions charge for large results.</summary>
    public long Steps { get; init; } = 200_000_000;

    /// <summary>By the clock, from the first step on: what the steps are too coarse a measure for.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Text produced by all templates together, in UTF-16 units; text that passes through several includes counts each time.
    /// </summary>
    public long Output { get; init; } = 64L * 1024 * 1024;

    /// <summary>One text that a function returns, in UTF-16 units: texts that double in a loop stop there.</summary>
    public int Text { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Templates running inside one another by <c>template</c>. Go allows ten times as many, and takes a gigabyte of stack for them.
    /// </summary>
    public int TemplateDepth { get; init; } = 10_000;

    /// <summary>Calls of <c>tpl</c> inside one another. Helm has no limit, and dies of them.</summary>
    public int TplDepth { get; init; } = 1_000;

    /// <summary>Calls of one name inside one another by <c>include</c>; helm's own limit.</summary>
    public int IncludeDepth { get; init; } = 1_000;
}
