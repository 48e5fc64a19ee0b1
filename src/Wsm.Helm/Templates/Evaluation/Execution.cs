using System.Runtime.CompilerServices;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>
/// One run of one named template: walks its nodes and writes its output. Rules and messages are those of Go's <c>text/template/exec</c>.
/// </summary>
internal sealed partial class Execution
{
    private readonly SetRuntime _runtime;
    private readonly RenderSession _session;
    private readonly NamedTemplate _template;
    private readonly TracedText _output;
    private readonly int _depth;
    private readonly Operand[] _variables;

    /// <summary>Where errors are placed: the node that was looked at last.</summary>
    private Node _node;

    public Execution(SetRuntime runtime, NamedTemplate template, TracedText output, int depth)
    {
        _runtime = runtime;
        _session = runtime.Session;
        _template = template;
        _output = output;
        _depth = depth;
        _variables = new Operand[template.Tree.SlotCount];
        _node = template.Tree.Root;
    }

    private enum Flow
    {
        Onward,
        Break,
        Continue,
    }

    public void Run(Operand data)
    {
        _variables[0] = data;
        Walk(data, _template.Tree.Root);
    }

    private Flow Walk(in Operand dot, ListNode list)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("templates are nested too deeply");
        }

        foreach (var node in list.Nodes)
        {
            var flow = Walk(dot, node);
            if (flow != Flow.Onward)
            {
                return flow;
            }
        }

        return Flow.Onward;
    }

    private Flow Walk(in Operand dot, Node node)
    {
        _node = node;
        Charge(1);
        switch (node)
        {
            case TextNode text:
                WriteText(text);
                return Flow.Onward;
            case ActionNode action:
                var value = EvaluatePipeline(dot, action.Pipe);
                // An action that declares prints nothing.
                if (action.Pipe.Declarations.Length == 0)
                {
                    Write(action, value);
                }

                return Flow.Onward;
            case BranchNode { Kind: BranchKind.Range } range:
                return WalkRange(dot, range);
            case BranchNode branch:
                return WalkBranch(dot, branch);
            case TemplateNode template:
                WalkTemplate(dot, template);
                return Flow.Onward;
            case BreakNode:
                return Flow.Break;
            case ContinueNode:
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} does not stand in a list.");
        }
    }

    private Flow WalkBranch(in Operand dot, BranchNode branch)
    {
        var value = EvaluatePipeline(dot, branch.Pipe);
        if (GoTypes.IsTrue(value.Data))
        {
            return branch.Kind == BranchKind.With ? Walk(value, branch.List) : Walk(dot, branch.List);
        }

        return branch.Else is null ? Flow.Onward : Walk(dot, branch.Else);
    }

    private void WalkTemplate(in Operand dot, TemplateNode node)
    {
        var template = _runtime.Set.Find(node.Name) ?? throw Error($"template {GoQuote.Quote(node.Name)} not defined");
        if (_depth == _session.Limits.TemplateDepth)
        {
            throw Error($"exceeded maximum template depth ({_session.Limits.TemplateDepth})");
        }

        var data = node.Pipe is null ? Operand.Of(Value.Nil) : EvaluatePipeline(dot, node.Pipe);
        new Execution(_runtime, template, _output, _depth + 1).Run(data);
    }

    private void WriteText(TextNode node)
    {
        ChargeOutput(node.Text.Length);
        if (!_session.Trace)
        {
            _output.Append(node.Text);
        }
        else if (_template.Text is { } source)
        {
            _output.Append((string)source.Data!, source.Trace, node.TextStart, node.Text.Length);
        }
        else
        {
            _output.Append(node.Text, null, Position(node));
        }
    }

    private void Write(ActionNode node, in Operand value)
    {
        _node = node;
        var text = Print(value.Data);
        ChargeOutput(text.Length);
        // The action of a text given to tpl has no place in a file; the call of tpl has.
        var position = _session.Trace && _template.Text is null ? Position(node) : null;
        if (value.Data is string)
        {
            _output.Append(text, value.Trace, position);
        }
        else
        {
            _output.AppendDerived(text, value.Trace, position);
        }
    }

    private string Print(object? data)
    {
        try
        {
            return data switch
            {
                null => NoValue.Text,
                GoObject printed => printed.Printed,
                _ => GoFormat.ToText(data),
            };
        }
        catch (FunctionException endless)
        {
            throw Error(endless.Message);
        }
    }

    private TemplatePosition Position(Node node) => _template.Tree.Source.Place(node.Start);

    private void Charge(long units)
    {
        try
        {
            _session.Charge(units);
        }
        catch (FunctionException exhausted)
        {
            throw Error(exhausted.Message);
        }
    }

    private void ChargeOutput(int length)
    {
        try
        {
            _session.ChargeOutput(length);
        }
        catch (FunctionException exhausted)
        {
            throw Error(exhausted.Message);
        }
    }

    private TemplateException Error(string problem, Exception? inner = null)
    {
        var source = _template.Tree.Source;
        var (line, column) = source.ErrorPlace(_node.Start);
        return new TemplateException(new TemplateFrame(source.Name, line, column, _template.Tree.Name, NodeText.Of(_node), problem), inner);
    }
}
