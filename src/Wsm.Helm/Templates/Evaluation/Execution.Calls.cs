using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

internal sealed partial class Execution
{
    /// <summary>So many characters cost about as much as one step of a template.</summary>
    private const int UnitsPerStep = 8;

    /// <param name="dot">The cursor.</param>
    /// <param name="function">What is called.</param>
    /// <param name="builtin">Whether it is one of Go's own with rules of its own.</param>
    /// <param name="node">Where an error of the function itself is placed.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="arguments">Without the function's name.</param>
    /// <param name="final">The last argument, from the pipeline; or absent.</param>
    private Operand Call(
        in Operand dot,
        TemplateFunction function,
        Builtin builtin,
        Node node,
        string name,
        ReadOnlySpan<Node> arguments,
        in Operand final
    )
    {
        var count = arguments.Length + (final.IsAbsent ? 0 : 1);
        var parameters = function.Parameters;
        var fixedCount = function.Variadic ? parameters.Count - 1 : parameters.Count;
        if (function.Variadic && count < fixedCount)
        {
            throw Error($"wrong number of args for {name}: want at least {fixedCount} got {arguments.Length}");
        }

        if (!function.Variadic && count != fixedCount)
        {
            throw Error($"wrong number of args for {name}: want {fixedCount} got {count}");
        }

        if (builtin is Builtin.And or Builtin.Or)
        {
            return ShortCircuit(dot, builtin == Builtin.Or, arguments, final);
        }

        var values = count == 0 ? [] : new Value[count];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = Argument(dot, i < fixedCount ? parameters[i] : parameters[^1], arguments[i], builtin);
        }

        if (!final.IsAbsent)
        {
            values[^1] = Validate(final, count - 1 < fixedCount ? parameters[count - 1] : parameters[^1], builtin);
        }

        if (builtin == Builtin.Call)
        {
            throw NoFunction(node, values[0], arguments.IsEmpty ? ReflectText(final) : NodeText.Of(arguments[0]));
        }

        return Invoke(function, node, name, values);
    }

    private Operand Invoke(TemplateFunction function, Node node, string name, Value[] values)
    {
        Exception failure;
        try
        {
            var size = 0L;
            foreach (var value in values)
            {
                size += SizeOf(value.Data);
            }

            // Nearly every function looks at all it is given, and makes something new of it.
            _session.Charge(size / UnitsPerStep);
            var result = function.Body(_runtime, values);
            _session.Charge(SizeOf(result.Data) / UnitsPerStep);
            if (result.Data is string text && text.Length > _session.Limits.Text)
            {
                throw new FunctionException($"the result has more than {_session.Limits.Text} characters");
            }

            return Operand.Of(result);
        }
        catch (Exception thrown) when (thrown is FunctionException or TemplateException)
        {
            failure = thrown;
        }
        catch (Exception unexpected) when (unexpected is not (OperationCanceledException or OutOfMemoryException))
        {
            // Whatever a function meets in its arguments is the template's matter, with a name and a place, and not the end of the program.
            failure = new FunctionException($"unexpected {unexpected.GetType().Name}: {unexpected.Message}", unexpected);
        }

        // Not inside the catch block: there the stack of the failed call is still in use, and a thousand includes fail one after the other.
        _node = node;
        throw Error($"error calling {name}:", failure);
    }

    private static long SizeOf(object? data) =>
        data switch
        {
            string text => text.Length,
            ListValue list => list.Count * 4L,
            MapValue map => map.Count * 8L,
            _ => 0,
        };

    /// <summary>Go's <c>reflect.Value.String</c>.</summary>
    private static string ReflectText(in Operand value) =>
        value.Data as string ?? (value.IsValid ? $"<{value.TypeName} Value>" : "<invalid Value>");

    private TemplateException NoFunction(Node node, Value callee, string text)
    {
        _node = node;
        var problem = callee.IsNil ? "call of nil" : $"non-function {text} of type {GoTypes.NameOf(callee.Data)}";
        return Error("error calling call:", new FunctionException(problem));
    }

    /// <summary>and, or: the first argument that settles it; what follows is not evaluated.</summary>
    private Operand ShortCircuit(in Operand dot, bool isOr, ReadOnlySpan<Node> arguments, in Operand final)
    {
        Operand value = default;
        Trace? passedOver = null;
        foreach (var argument in arguments)
        {
            if (!value.IsAbsent)
            {
                passedOver = Trace.Union(passedOver, value.Trace);
            }

            value = Operand.OfInterface(Argument(dot, GoType.Reflect, argument, Builtin.Or));
            if (GoTypes.IsTrue(value.Data) == isOr)
            {
                return Chosen(value, passedOver);
            }
        }

        if (!final.IsAbsent)
        {
            passedOver = value.IsAbsent ? passedOver : Trace.Union(passedOver, value.Trace);
            value = final;
        }

        return Chosen(value, passedOver);
    }

    /// <summary>A literal that stands in for missing values knows them: they are what to set.</summary>
    private static Operand Chosen(in Operand value, Trace? passedOver) =>
        value.Trace is null && passedOver is not null ? new Operand(value.Data, passedOver, value.State) : value;

    private Value Argument(in Operand dot, GoType type, Node node, Builtin builtin)
    {
        _node = node;
        switch (node)
        {
            case FieldNode field:
                return Validate(FieldChain(dot, dot, field, field.Names, [], default), type, builtin);
            case VariableNode variable:
                return Validate(EvaluateVariable(dot, variable, [], default), type, builtin);
            case PipeNode pipe:
                return Validate(EvaluatePipeline(dot, pipe), type, builtin);
            case DotNode:
                return Validate(dot, type, builtin);
            case IdentifierNode identifier:
                return Validate(EvaluateInner(dot, identifier), type, builtin);
            case ChainNode chain:
                return Validate(EvaluateChain(dot, chain, [], default), type, builtin);
            case NilNode:
                return GoParameters.TryZero(type, out var zero)
                    ? Validate(Operand.Of(zero), type, builtin)
                    : throw Error($"cannot assign nil to {GoParameters.NameOf(type)}");
            default:
                return Literal(type, node);
        }
    }

    private Value Literal(GoType type, Node node)
    {
        switch (type)
        {
            case GoType.Any or GoType.Reflect or GoType.Object:
                return node switch
                {
                    StringNode text => text.Value,
                    BoolNode truth => truth.Value,
                    NumberNode number => IdealConstant(number),
                    _ => throw new InvalidOperationException($"{node.GetType().Name} is no literal."),
                };
            case GoType.String:
                return node is StringNode words ? words.Value : throw Expected("string", node);
            case GoType.Bool:
                return node is BoolNode answer ? answer.Value : throw Expected("bool", node);
            case GoType.Int or GoType.Int32 or GoType.Int64:
                var integer = (node as NumberNode)?.Literal.Integer ?? throw Expected("integer", node);
                return type switch
                {
                    GoType.Int => Value.OfInt(integer),
                    GoType.Int32 => new Value((int)integer),
                    _ => Value.Of(integer),
                };
            case GoType.Float64:
                return Value.Of((node as NumberNode)?.Literal.Float ?? throw Expected("float", node));
            default:
                throw Error($"can't handle {NodeText.Of(node)} for arg of type {GoParameters.NameOf(type)}");
        }
    }

    private TemplateException Expected(string kind, Node node) => Error($"expected {kind}; found {NodeText.Of(node)}");

    private Value Validate(in Operand value, GoType type, Builtin builtin)
    {
        if (!value.IsValid)
        {
            if (builtin == Builtin.Len)
            {
                return new Value(UntypedNil.Instance);
            }

            return GoParameters.TryZero(type, out var zero)
                ? zero.IsNil
                    ? value.Value
                    : zero
                : throw Error($"invalid value; expected {GoParameters.NameOf(type)}");
        }

        if (GoParameters.Accepts(type, value.Data))
        {
            return value.Value;
        }

        var got = value.IsNilInterface ? GoTypeNames.Any : GoTypes.NameOf(value.Data);
        throw Error($"wrong type for value; expected {GoParameters.NameOf(type)}; got {got}");
    }
}
