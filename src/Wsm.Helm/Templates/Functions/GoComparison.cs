using System.Numerics;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Functions;

/// <summary>eq, lt and their kin: integers compare whatever their width and sign, other kinds only with their own.</summary>
internal static class GoComparison
{
    private enum BasicKind
    {
        None,
        Bool,
        Complex,
        Integer,
        Float,
        String,
        Unsigned,
    }

    /// <summary>Whether the first equals one of the others.</summary>
    public static bool Equal(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length < 2)
        {
            throw new FunctionException("missing argument for comparison");
        }

        var left = arguments[0].Data;
        var kind = KindOf(left);
        foreach (var argument in arguments[1..])
        {
            if (Equal(left, kind, argument.Data))
            {
                return true;
            }
        }

        return false;
    }

    public static bool LessOrEqual(Value[] arguments) => Less(arguments[0].Data, arguments[1].Data) || Equal(arguments);

    public static bool Less(object? left, object? right)
    {
        var kind = KindOf(left);
        var other = KindOf(right);
        if (kind == BasicKind.None || other == BasicKind.None)
        {
            throw new FunctionException("invalid type for comparison");
        }

        if (kind != other)
        {
            return (kind, other) switch
            {
                (BasicKind.Integer, BasicKind.Unsigned) => Integer(left) < 0 || (ulong)Integer(left) < Unsigned(right),
                (BasicKind.Unsigned, BasicKind.Integer) => Integer(right) >= 0 && Unsigned(left) < (ulong)Integer(right),
                _ => throw Incompatible(left, right),
            };
        }

        return kind switch
        {
            BasicKind.Float => Float(left) < Float(right),
            BasicKind.Integer => Integer(left) < Integer(right),
            BasicKind.String => GoStringOrder.Instance.Compare((string)left!, (string)right!) < 0,
            BasicKind.Unsigned => Unsigned(left) < Unsigned(right),
            _ => throw new FunctionException("invalid type for comparison"),
        };
    }

    private static bool Equal(object? left, BasicKind kind, object? right)
    {
        var other = KindOf(right);
        if (kind != other)
        {
            return (kind, other) switch
            {
                (BasicKind.Integer, BasicKind.Unsigned) => Integer(left) >= 0 && (ulong)Integer(left) == Unsigned(right),
                (BasicKind.Unsigned, BasicKind.Integer) => Integer(right) >= 0 && Unsigned(left) == (ulong)Integer(right),
                _ => left is null || right is null ? false : throw Incompatible(left, right),
            };
        }

        return kind switch
        {
            BasicKind.Bool => (bool)left! == (bool)right!,
            BasicKind.Complex => (Complex)left! == (Complex)right!,
            BasicKind.Float => Float(left) == Float(right),
            BasicKind.Integer => Integer(left) == Integer(right),
            BasicKind.String => (string)left! == (string)right!,
            BasicKind.Unsigned => Unsigned(left) == Unsigned(right),
            _ => EqualReferences(left, right),
        };
    }

    private static bool EqualReferences(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (GoTypes.KindOf(left) != GoTypes.KindOf(right))
        {
            throw new FunctionException(
                GoFormat.Sprintf("non-comparable types %s: ", left)
                    + GoTypes.NameOf(left)
                    + ", "
                    + GoTypes.NameOf(right)
                    + ": "
                    + GoFormat.ToText(right)
            );
        }

        if (GoTypes.KindOf(right) is "map" or "slice")
        {
            throw new FunctionException(GoFormat.Sprintf("non-comparable type %s: ", right) + GoTypes.NameOf(right));
        }

        return left.Equals(right);
    }

    private static FunctionException Incompatible(object? left, object? right) =>
        new($"incompatible types for comparison: {GoTypes.NameOf(left)} and {GoTypes.NameOf(right)}");

    private static BasicKind KindOf(object? data) =>
        data switch
        {
            string => BasicKind.String,
            bool => BasicKind.Bool,
            double or float => BasicKind.Float,
            Complex => BasicKind.Complex,
            null or MapValue or ListValue or byte[] => BasicKind.None,
            _ => GoTypes.TryInteger(data, out _) ? BasicKind.Integer
            : GoTypes.TryUnsigned(data, out _) ? BasicKind.Unsigned
            : BasicKind.None,
        };

    private static long Integer(object? data) =>
        GoTypes.TryInteger(data, out var value) ? value : throw new InvalidOperationException("not an integer");

    private static ulong Unsigned(object? data) =>
        GoTypes.TryUnsigned(data, out var value) ? value : throw new InvalidOperationException("not unsigned");

    private static double Float(object? data) => data is float narrow ? narrow : (double)data!;
}
