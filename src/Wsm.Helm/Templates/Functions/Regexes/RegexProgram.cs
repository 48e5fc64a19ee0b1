namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>A pattern as instructions of a small machine (Thompson's construction).</summary>
internal sealed class RegexProgram
{
    private const long MaxSize = 50_000;

    private readonly List<Instruction> _instructions = [];

    private RegexProgram(IReadOnlyList<string?> groupNames) => GroupNames = groupNames;

    internal enum Operation
    {
        /// <summary>Takes one character of the set.</summary>
        Take,

        /// <summary>Goes on at Next, and with less preference at Other.</summary>
        Split,

        /// <summary>Notes the position in the slot Other.</summary>
        Save,
        Assert,
        Match,
    }

    public IReadOnlyList<string?> GroupNames { get; }

    public int Start { get; private set; }

    public IReadOnlyList<Instruction> Instructions => _instructions;

    public Instruction this[int index] => _instructions[index];

    /// <summary>A character that every match begins with; -1 when there is none that is known.</summary>
    public int FirstLiteral { get; private set; } = -1;

    public bool IsAnchored { get; private set; }

    /// <exception cref="RegexSyntaxException"/>
    public static RegexProgram Compile(string pattern)
    {
        var (root, groupNames) = RegexParser.Parse(pattern);
        if (root.Size > MaxSize)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }

        var program = new RegexProgram(groupNames);
        var end = program.Emit(new Instruction(Operation.Match, -1));
        program.Start = program.Emit(root, end);
        var first = program.Start;
        while (program[first].Operation == Operation.Save)
        {
            first = program[first].Next;
        }

        program.IsAnchored = program[first] is { Operation: Operation.Assert, Assertion: AssertionKind.TextStart };
        program.FirstLiteral = program[first] is { Operation: Operation.Take, Set: { } set } ? set.Literal : -1;
        return program;
    }

    /// <summary>Code for the node that goes on at <paramref name="next"/>; gives where it begins.</summary>
    private int Emit(RegexNode node, int next)
    {
        switch (node)
        {
            case RegexNode.Empty:
                return next;
            case RegexNode.OneOf one:
                return Emit(new Instruction(Operation.Take, next) { Set = one.Set });
            case RegexNode.Assertion assertion:
                return Emit(new Instruction(Operation.Assert, next) { Assertion = assertion.Kind });
            case RegexNode.Capture capture:
                var close = Emit(new Instruction(Operation.Save, next) { Other = (capture.Number * 2) + 1 });
                return Emit(new Instruction(Operation.Save, Emit(capture.Inner, close)) { Other = capture.Number * 2 });
            case RegexNode.Sequence sequence:
                for (var i = sequence.Parts.Count - 1; i >= 0; i--)
                {
                    next = Emit(sequence.Parts[i], next);
                }

                return next;
            case RegexNode.Alternatives alternatives:
                var choice = Emit(alternatives.Choices[^1], next);
                for (var i = alternatives.Choices.Count - 2; i >= 0; i--)
                {
                    choice = Emit(new Instruction(Operation.Split, Emit(alternatives.Choices[i], next)) { Other = choice });
                }

                return choice;
            case RegexNode.Repeat repeat:
                return EmitRepeat(repeat, next);
            default:
                throw new ArgumentException($"no code for {node.GetType().Name}", nameof(node));
        }
    }

    private int EmitRepeat(RegexNode.Repeat repeat, int exit)
    {
        var next = exit;
        var copies = repeat.Least;
        if (repeat.Most < 0)
        {
            // x{3,} is xxx+ and x* is (x+)?: so an empty x keeps its place in the order of preference.
            next = EmitLoop(repeat, exit);
            if (copies == 0)
            {
                return Split(repeat.Greedy, next, exit);
            }

            copies--;
        }

        for (var i = repeat.Least; i < repeat.Most; i++)
        {
            next = Split(repeat.Greedy, Emit(repeat.Inner, next), exit);
        }

        for (var i = 0; i < copies; i++)
        {
            next = Emit(repeat.Inner, next);
        }

        return next;
    }

    private int EmitLoop(RegexNode.Repeat repeat, int exit)
    {
        var again = Split(repeat.Greedy, exit, exit);
        var body = Emit(repeat.Inner, again);
        if (repeat.Greedy)
        {
            _instructions[again].Next = body;
        }
        else
        {
            _instructions[again].Other = body;
        }

        return body;
    }

    private int Split(bool greedy, int more, int exit) =>
        Emit(new Instruction(Operation.Split, greedy ? more : exit) { Other = greedy ? exit : more });

    private int Emit(Instruction instruction)
    {
        _instructions.Add(instruction);
        return _instructions.Count - 1;
    }

    internal sealed record Instruction(Operation Operation, int Next)
    {
        public int Next { get; set; } = Next;

        public int Other { get; set; }

        public RuneSet? Set { get; init; }

        public AssertionKind Assertion { get; init; }
    }
}
