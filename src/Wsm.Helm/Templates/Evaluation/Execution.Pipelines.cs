using System.Runtime.CompilerServices;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

internal sealed partial class Execution
{
    private Operand EvaluatePipeline(in Operand dot, PipeNode pipe)
    {
        _node = pipe;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("templates are nested too deeply");
        }

        Operand value = default;
        foreach (var command in pipe.Commands)
        {
            value = EvaluateCommand(dot, command, value).Unwrapped();
        }

        foreach (var variable in pipe.Declarations)
        {
            SetVariable(variable, value);
        }

        return value;
    }

    private void SetVariable(VariableNode variable, in Operand value)
    {
        if (variable.Slot < 0)
        {
            throw Undefined(variable);
        }

        _variables[variable.Slot] = value;
    }

    private TemplateException Undefined(VariableNode variable) => Error($"undefined variable: {variable.Name}");

    /// <param name="dot">The cursor.</param>
    /// <param name="command">What to do.</param>
    /// <param name="final">What the command before it gave: this one's last argument. Absent for the first.</param>
    private Operand EvaluateCommand(in Operand dot, CommandNode command, in Operand final)
    {
        var arguments = command.Arguments.AsSpan();
        switch (arguments[0])
        {
            case FieldNode field:
                _node = field;
                return FieldChain(dot, dot, field, field.Names, arguments, final);
            case IdentifierNode identifier:
                _node = identifier;
                return Call(dot, identifier.Function, identifier.Builtin, command, identifier.Function.Name, arguments[1..], final);
            case PipeNode pipe:
                // The arguments are all inside the parentheses.
                NoArguments(arguments, final);
                return EvaluatePipeline(dot, pipe);
            case VariableNode variable:
                return EvaluateVariable(dot, variable, arguments, final);
            case ChainNode chain:
                return EvaluateChain(dot, chain, arguments, final);
        }

        _node = arguments[0];
        NoArguments(arguments, final);
        return arguments[0] switch
        {
            DotNode => dot,
            StringNode text => Operand.Of(text.Value),
            BoolNode truth => Operand.Of(truth.Value),
            NumberNode number => Operand.Of(IdealConstant(number)),
            NilNode => throw Error("nil is not a command"),
            _ => throw new InvalidOperationException($"{arguments[0].GetType().Name} begins no command."),
        };
    }

    private void NoArguments(ReadOnlySpan<Node> arguments, in Operand final)
    {
        if (arguments.Length > 1 || !final.IsAbsent)
        {
            throw Error($"can't give argument to non-function {NodeText.Of(arguments[0])}");
        }
    }

    private Value IdealConstant(NumberNode number)
    {
        _node = number;
        return number.Literal.Ideal ?? throw Error($"{number.Literal.Text} overflows int");
    }

    private Operand EvaluateVariable(in Operand dot, VariableNode variable, ReadOnlySpan<Node> arguments, in Operand final)
    {
        _node = variable;
        var value = variable.Slot < 0 ? default : _variables[variable.Slot];
        // A declaration inside an argument that and/or skipped never ran. (A range over a number has no index to set, but may not have two
        // variables.)
        if (value.IsAbsent)
        {
            throw Undefined(variable);
        }

        if (variable.Names.Length == 0)
        {
            NoArguments(arguments, final);
            return value;
        }

        return FieldChain(dot, value, variable, variable.Names, arguments, final);
    }

    private Operand EvaluateChain(in Operand dot, ChainNode chain, ReadOnlySpan<Node> arguments, in Operand final)
    {
        _node = chain;
        var receiver = chain.Inner switch
        {
            PipeNode pipe => EvaluateInner(dot, pipe),
            IdentifierNode identifier => EvaluateInner(dot, identifier),
            _ => throw new InvalidOperationException($"{chain.Inner.GetType().Name} has no fields."),
        };
        return FieldChain(dot, receiver, chain, chain.Names, arguments, final);
    }

    private Operand EvaluateInner(in Operand dot, PipeNode pipe)
    {
        _node = pipe;
        return EvaluatePipeline(dot, pipe);
    }

    private Operand EvaluateInner(in Operand dot, IdentifierNode identifier)
    {
        _node = identifier;
        return Call(dot, identifier.Function, identifier.Builtin, identifier, identifier.Function.Name, [], default);
    }

    /// <summary>.X.Y.Z, perhaps with arguments: only the last name can take them.</summary>
    private Operand FieldChain(in Operand dot, Operand receiver, Node node, string[] names, ReadOnlySpan<Node> arguments, in Operand final)
    {
        for (var i = 0; i < names.Length - 1; i++)
        {
            receiver = Field(dot, names[i], node, [], default, receiver);
        }

        return Field(dot, names[^1], node, arguments, final, receiver);
    }

    private Operand Field(in Operand dot, string name, Node node, ReadOnlySpan<Node> arguments, in Operand final, in Operand receiver)
    {
        if (!receiver.IsValid)
        {
            return new Operand(null, receiver.Trace, OperandState.Invalid);
        }

        if (receiver.IsNilInterface)
        {
            throw Error($"nil pointer evaluating {GoTypeNames.Any}.{name}");
        }

        var hasArguments = arguments.Length > 1 || !final.IsAbsent;
        switch (receiver.Data)
        {
            case MapValue { TypeName: GoTypeNames.ChartValues } values when ChartValuesMethods.TryGet(values, name) is { } method:
                return Call(dot, method, Builtin.None, node, name, arguments.IsEmpty ? [] : arguments[1..], final);
            case MapValue map:
                if (hasArguments)
                {
                    throw Error($"{name} is not a method but has arguments");
                }

                return Entry(map, name);
            case GoObject value:
                if (value.Method(name) is { } own)
                {
                    return Call(dot, own, Builtin.None, node, name, arguments.IsEmpty ? [] : arguments[1..], final);
                }

                if (!value.TryGetField(name, out var field))
                {
                    break;
                }

                if (hasArguments)
                {
                    throw Error(
                        value.Kind == "map"
                            ? $"{name} is not a method but has arguments"
                            : $"{name} has arguments but cannot be invoked as function"
                    );
                }

                return Operand.Of(field);
        }

        throw Error($"can't evaluate field {name} in type {receiver.TypeName}");
    }

    /// <summary>A map's element; the zero value of its type where there is none.</summary>
    private static Operand Entry(MapValue map, string key)
    {
        if (
            ReferenceEquals(map.TypeName, GoTypeNames.Map)
            || map.TypeName == GoTypeNames.ChartValues
            || map.TypeName.EndsWith(GoTypeNames.Any, StringComparison.Ordinal)
        )
        {
            return Operand.OfInterface(map[key]);
        }

        if (map.TryGet(key, out var value))
        {
            return Operand.Of(value);
        }

        return Operand.Of(map.TypeName == GoTypeNames.StringMap ? Value.Of("", map[key].Trace) : map[key]);
    }
}
