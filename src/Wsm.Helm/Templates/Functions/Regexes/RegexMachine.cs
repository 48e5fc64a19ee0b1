using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>
/// Runs a program over a text in time proportional to text × program, whatever the pattern (Pike's machine). Of the leftmost matches it
/// takes the
/// one that a backtracking engine would try first, as RE2 and Go do. .NET's own engines were no help here: their <c>\b</c>, <c>\w</c> and
/// folding are Unicode's, their characters UTF-16 units.
/// </summary>
internal sealed class RegexMachine(RegexProgram program, string text, ITemplateRuntime runtime)
{
    private const int StepsPerCharge = 4096;

    private readonly int _slots = program.GroupNames.Count * 2;
    private ThreadList _current = new(program.Instructions.Count);
    private ThreadList _next = new(program.Instructions.Count);
    private readonly Stack<(int At, int[]? Slots)> _pending = new();
    private int _steps;

    /// <summary>Slots 2n and 2n+1 have the begin and end of group n, -1 where it took no part. Null without a match.</summary>
    public int[]? Match(int start)
    {
        _current.Clear();
        int[]? matched = null;
        for (var at = start; ; )
        {
            if (_current.Count == 0)
            {
                if (matched is not null || (program.IsAnchored && at > 0))
                {
                    break;
                }

                if (program.FirstLiteral is >= 0 and <= char.MaxValue)
                {
                    at = text.IndexOf((char)program.FirstLiteral, at);
                    if (at < 0)
                    {
                        break;
                    }
                }
            }

            if (matched is null)
            {
                Follow(_current, program.Start, at, NoSlots(at));
            }

            var (rune, width) = RuneAt(at);
            matched = Step(at, rune, width) ?? matched;
            (_current, _next) = (_next, _current);
            _next.Clear();
            if (width == 0)
            {
                break;
            }

            at += width;
        }

        return matched;
    }

    private int[] NoSlots(int at)
    {
        var slots = new int[_slots];
        Array.Fill(slots, -1);
        slots[0] = at;
        return slots;
    }

    /// <summary>Moves every thread over one character, in order of preference; a match cuts off those after it.</summary>
    private int[]? Step(int at, int rune, int width)
    {
        for (var i = 0; i < _current.Count; i++)
        {
            var (pc, slots) = _current[i];
            var instruction = program[pc];
            if (instruction.Operation == RegexProgram.Operation.Match)
            {
                var found = (int[])slots.Clone();
                found[1] = at;
                return found;
            }

            if (width > 0 && instruction.Set!.Contains(rune))
            {
                Follow(_next, instruction.Next, at + width, slots);
            }
        }

        return null;
    }

    /// <summary>Adds the threads that <paramref name="start"/> leads to without taking a character.</summary>
    private void Follow(ThreadList threads, int start, int at, int[] slots)
    {
        _pending.Push((start, slots));
        while (_pending.TryPop(out var thread))
        {
            var pc = thread.At;
            var saved = thread.Slots!;
            while (threads.Enter(pc))
            {
                Count();
                var instruction = program[pc];
                if (instruction.Operation is RegexProgram.Operation.Take or RegexProgram.Operation.Match)
                {
                    threads.Add(pc, saved);
                    break;
                }

                if (instruction.Operation == RegexProgram.Operation.Assert && !Holds(instruction.Assertion, at))
                {
                    break;
                }

                if (instruction.Operation == RegexProgram.Operation.Save)
                {
                    saved = (int[])saved.Clone();
                    saved[instruction.Other] = at;
                }
                else if (instruction.Operation == RegexProgram.Operation.Split)
                {
                    _pending.Push((instruction.Other, saved));
                }

                pc = instruction.Next;
            }
        }
    }

    private void Count()
    {
        if (++_steps < StepsPerCharge)
        {
            return;
        }

        _steps = 0;
        runtime.Charge(StepsPerCharge / 64);
        runtime.Cancellation.ThrowIfCancellationRequested();
    }

    private bool Holds(AssertionKind kind, int at) =>
        kind switch
        {
            AssertionKind.TextStart => at == 0,
            AssertionKind.TextEnd => at == text.Length,
            AssertionKind.LineStart => at == 0 || text[at - 1] == '\n',
            AssertionKind.LineEnd => at == text.Length || text[at] == '\n',
            AssertionKind.WordBoundary => IsWordAt(at - 1) != IsWordAt(at),
            _ => IsWordAt(at - 1) == IsWordAt(at),
        };

    private bool IsWordAt(int at) => at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_');

    /// <summary>The character and its width in UTF-16; 0 at the end. A stray byte is one character.</summary>
    internal (int Rune, int Width) RuneAt(int at)
    {
        if (at >= text.Length)
        {
            return (-1, 0);
        }

        return Rune.TryGetRuneAt(text, at, out var rune) ? (rune.Value, rune.Utf16SequenceLength) : (Rune.ReplacementChar.Value, 1);
    }

    /// <summary>Threads in order of preference, each instruction at most once.</summary>
    private sealed class ThreadList(int size)
    {
        private readonly int[] _entered = new int[size];
        private readonly List<(int At, int[] Slots)> _threads = [];
        private int _generation = 1;

        public int Count => _threads.Count;

        public (int At, int[] Slots) this[int index] => _threads[index];

        public bool Enter(int at)
        {
            if (_entered[at] == _generation)
            {
                return false;
            }

            _entered[at] = _generation;
            return true;
        }

        public void Add(int at, int[] slots) => _threads.Add((at, slots));

        public void Clear()
        {
            _threads.Clear();
            _generation++;
        }
    }
}
