namespace Wsm.Helm.Rendering.Objects;

/// <summary>
/// The globs of <c>.Files.Glob</c>: <c>*</c> within one step of a path, <c>**</c> across steps, <c>?</c>, <c>[abc]</c>, <c>[!a-z]</c>,
/// <c>{one,other}</c>, backslash escapes. Matching takes time proportional to pattern times name.
/// </summary>
internal sealed class GlobPattern
{
    private const int MaxDepth = 64;

    private readonly List<Step> _steps;

    private GlobPattern(List<Step> steps) => _steps = steps;

    public static GlobPattern Everything { get; } = new([new Step(StepKind.AnyPath)]);

    private enum StepKind
    {
        One,
        AnyCharacter,
        AnyName,
        AnyPath,
        Class,
        Choice,
    }

    /// <returns>Null for a malformed pattern.</returns>
    public static GlobPattern? Parse(string pattern)
    {
        var at = 0;
        var steps = ParseSteps(pattern, ref at, 0);
        return steps is not null && at == pattern.Length ? new GlobPattern(steps) : null;
    }

    public bool IsMatch(string name)
    {
        // reached[i]: what was matched so far can end before the character i.
        var reached = new bool[name.Length + 1];
        reached[0] = true;
        return Run(_steps, reached, name)[name.Length];
    }

    private static List<Step>? ParseSteps(string pattern, ref int at, int depth)
    {
        if (depth > MaxDepth)
            return null;
        var steps = new List<Step>();
        while (at < pattern.Length)
        {
            var character = pattern[at];
            if (depth > 0 && character is ',' or '}')
                return steps;
            at++;
            switch (character)
            {
                case '*' when at < pattern.Length && pattern[at] == '*':
                    while (at < pattern.Length && pattern[at] == '*')
                        at++;
                    steps.Add(new Step(StepKind.AnyPath));
                    break;
                case '*':
                    steps.Add(new Step(StepKind.AnyName));
                    break;
                case '?':
                    steps.Add(new Step(StepKind.AnyCharacter));
                    break;
                case '[':
                    if (ParseClass(pattern, ref at) is not { } set)
                        return null;
                    steps.Add(set);
                    break;
                case '{':
                    if (ParseChoice(pattern, ref at, depth) is not { } choice)
                        return null;
                    steps.Add(choice);
                    break;
                default:
                    if (character == '\\' && at < pattern.Length)
                        character = pattern[at++];
                    steps.Add(new Step(StepKind.One) { Low = character });
                    break;
            }
        }

        return depth == 0 ? steps : null;
    }

    private static Step? ParseChoice(string pattern, ref int at, int depth)
    {
        var choices = new List<List<Step>>();
        do
        {
            if (ParseSteps(pattern, ref at, depth + 1) is not { } choice)
                return null;
            choices.Add(choice);
        } while (pattern[at++] == ',');
        return new Step(StepKind.Choice) { Choices = choices };
    }

    private static Step? ParseClass(string pattern, ref int at)
    {
        var negated = at < pattern.Length && pattern[at] == '!';
        if (negated)
            at++;
        var ranges = new List<(char Low, char High)>();
        while (at < pattern.Length && pattern[at] != ']')
        {
            if (pattern[at] == '\\' && ++at == pattern.Length)
                return null;
            var low = pattern[at++];
            var high = low;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                high = pattern[at + 1];
                at += 2;
            }

            ranges.Add((low, high));
        }

        if (at++ >= pattern.Length || ranges.Count == 0)
            return null;
        return new Step(StepKind.Class) { Negated = negated, Ranges = ranges };
    }

    private static bool[] Run(List<Step> steps, bool[] reached, string name)
    {
        foreach (var step in steps)
            reached = Run(step, reached, name);
        return reached;
    }

    private static bool[] Run(Step step, bool[] reached, string name)
    {
        var next = new bool[reached.Length];
        switch (step.Kind)
        {
            case StepKind.AnyPath:
            case StepKind.AnyName:
                for (var i = 0; i < next.Length; i++)
                    next[i] = reached[i] || (i > 0 && next[i - 1] && (step.Kind == StepKind.AnyPath || name[i - 1] != '/'));
                break;
            case StepKind.Choice:
                foreach (var choice in step.Choices)
                {
                    var end = Run(choice, reached, name);
                    for (var i = 0; i < next.Length; i++)
                        next[i] |= end[i];
                }

                break;
            default:
                for (var i = 0; i < name.Length; i++)
                    next[i + 1] = reached[i] && step.Takes(name[i]);
                break;
        }

        return next;
    }

    private sealed record Step(StepKind Kind)
    {
        public char Low { get; init; }

        public bool Negated { get; init; }

        public List<(char Low, char High)> Ranges { get; init; } = [];

        public List<List<Step>> Choices { get; init; } = [];

        public bool Takes(char character) =>
            Kind switch
            {
                StepKind.One => character == Low,
                StepKind.AnyCharacter => character != '/',
                _ => Ranges.Exists(range => range.Low <= character && character <= range.High) != Negated,
            };
    }
}
