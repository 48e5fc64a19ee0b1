using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

internal sealed partial class Execution
{
    private Flow WalkRange(in Operand dot, BranchNode range)
    {
        var value = EvaluatePipeline(dot, range.Pipe);
        var data = value.Data is GoObject { Kind: "map" or "slice" } container ? container.ToData().Data : value.Data;
        bool ran;
        switch (data)
        {
            case null:
                ran = false;
                break;
            case ListValue list:
                ran = RangeOver(list, range);
                break;
            case MapValue map:
                ran = RangeOver(map, range);
                break;
            case byte[] bytes:
                ran = bytes.Length > 0;
                for (var i = 0; i < bytes.Length; i++)
                {
                    if (Round(range, Operand.Of(Value.OfInt(i)), Operand.Of(new Value(bytes[i]))) == Flow.Break)
                    {
                        break;
                    }
                }

                break;
            default:
                ran = RangeOverNumber(value, range);
                break;
        }

        return ran || range.Else is null ? Flow.Onward : Walk(dot, range.Else);
    }

    private bool RangeOver(ListValue list, BranchNode range)
    {
        var wrapped = list.TypeName.EndsWith(GoTypeNames.Any, StringComparison.Ordinal);
        // Go keeps the slice it began with, however the list is changed meanwhile.
        var count = list.Count;
        for (var i = 0; i < count && i < list.Count; i++)
        {
            var element = wrapped ? Operand.OfInterface(list[i]) : Operand.Of(list[i]);
            if (Round(range, Operand.Of(Value.OfInt(i)), element) == Flow.Break)
            {
                break;
            }
        }

        return count > 0;
    }

    private bool RangeOver(MapValue map, BranchNode range)
    {
        if (map.Count == 0)
        {
            return false;
        }
        // Go takes a sorted copy first: entries that the body sets or unsets do not count.
        var keys = map.SortedKeys();
        var elements = new Operand[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            elements[i] = Entry(map, keys[i]);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (Round(range, Operand.Of(Value.Of(keys[i])), elements[i]) == Flow.Break)
            {
                break;
            }
        }

        return true;
    }

    private bool RangeOverNumber(in Operand value, BranchNode range)
    {
        if (!GoTypes.TryInteger(value.Data, out var end))
        {
            if (!GoTypes.TryUnsigned(value.Data, out var unsigned))
            {
                throw Error($"range can't iterate over {GoFormat.ToText(value.Data)}");
            }

            end = unsigned > long.MaxValue ? long.MaxValue : (long)unsigned;
        }

        if (range.Pipe.Declarations.Length > 1)
        {
            throw Error($"can't use {end} to iterate over more than one variable");
        }

        for (var i = 0L; i < end; i++)
        {
            var element = Operand.Of(new Value(SameInteger(value.Data!, i)));
            if (Round(range, default, element) == Flow.Break)
            {
                break;
            }
        }

        return end > 0;
    }

    private static object SameInteger(object like, long number) =>
        like switch
        {
            nint => (nint)number,
            long => number,
            int => (int)number,
            short => (short)number,
            sbyte => (sbyte)number,
            nuint => (nuint)number,
            ulong => (ulong)number,
            uint => (uint)number,
            ushort => (ushort)number,
            _ => (byte)number,
        };

    private Flow Round(BranchNode range, in Operand index, in Operand element)
    {
        Charge(1);
        var declared = range.Pipe.Declarations;
        if (declared.Length == 1)
        {
            SetVariable(declared[0], element);
        }
        else if (declared.Length == 2)
        {
            SetVariable(declared[0], index);
            SetVariable(declared[1], element);
        }

        return Walk(element, range.List);
    }
}
