using System.Runtime.CompilerServices;
using System.Text;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>A node as Go prints it in errors: from the tree, so blanks are normal and trim markers gone.</summary>
internal static class NodeText
{
    public static string Of(Node node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Node node)
    {
        // An error is often about the stack being used up: then show what fits.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            text.Append('…');
            return;
        }

        switch (node)
        {
            case TextNode literal:
                text.Append(literal.Text);
                break;
            case ListNode list:
                foreach (var item in list.Nodes)
                {
                    Write(text, item);
                }

                break;
            case ActionNode action:
                text.Append("{{");
                Write(text, action.Pipe);
                text.Append("}}");
                break;
            case BranchNode branch:
                WriteBranch(text, branch);
                break;
            case TemplateNode template:
                text.Append("{{template ").Append(GoQuote.Quote(template.Name));
                if (template.Pipe is not null)
                {
                    Write(text.Append(' '), template.Pipe);
                }

                text.Append("}}");
                break;
            case PipeNode pipe:
                WritePipe(text, pipe);
                break;
            case CommandNode command:
                WriteCommand(text, command);
                break;
            default:
                WriteOperand(text, node);
                break;
        }
    }

    private static void WriteBranch(StringBuilder text, BranchNode branch)
    {
        text.Append(
            branch.Kind switch
            {
                BranchKind.If => "{{if ",
                BranchKind.With => "{{with ",
                _ => "{{range ",
            }
        );
        Write(text, branch.Pipe);
        text.Append("}}");
        Write(text, branch.List);
        if (branch.Else is not null)
        {
            Write(text.Append("{{else}}"), branch.Else);
        }

        text.Append("{{end}}");
    }

    private static void WritePipe(StringBuilder text, PipeNode pipe)
    {
        for (var i = 0; i < pipe.Declarations.Length; i++)
        {
            Write(i > 0 ? text.Append(", ") : text, pipe.Declarations[i]);
        }

        if (pipe.Declarations.Length > 0)
        {
            text.Append(pipe.IsAssignment ? " = " : " := ");
        }

        for (var i = 0; i < pipe.Commands.Length; i++)
        {
            Write(i > 0 ? text.Append(" | ") : text, pipe.Commands[i]);
        }
    }

    private static void WriteCommand(StringBuilder text, CommandNode command)
    {
        for (var i = 0; i < command.Arguments.Length; i++)
        {
            if (i > 0)
            {
                text.Append(' ');
            }

            WriteArgument(text, command.Arguments[i]);
        }
    }

    private static void WriteArgument(StringBuilder text, Node argument)
    {
        if (argument is PipeNode)
        {
            Write(text.Append('('), argument);
            text.Append(')');
        }
        else
        {
            Write(text, argument);
        }
    }

    private static void WriteOperand(StringBuilder text, Node node)
    {
        switch (node)
        {
            case IdentifierNode identifier:
                text.Append(identifier.Function.Name);
                break;
            case FieldNode field:
                WriteNames(text, field.Names);
                break;
            case VariableNode variable:
                WriteNames(text.Append(variable.Name), variable.Names);
                break;
            case ChainNode chain:
                WriteArgument(text, chain.Inner);
                WriteNames(text, chain.Names);
                break;
            default:
                text.Append(
                    node switch
                    {
                        DotNode => ".",
                        NilNode => "nil",
                        BoolNode literal => literal.IsTrue ? "true" : "false",
                        StringNode literal => literal.Quoted,
                        NumberNode literal => literal.Literal.Text,
                        BreakNode => "{{break}}",
                        ContinueNode => "{{continue}}",
                        EndNode => "{{end}}",
                        ElseNode => "{{else}}",
                        _ => throw new InvalidOperationException($"{node.GetType().Name} has no text."),
                    }
                );
                break;
        }
    }

    private static void WriteNames(StringBuilder text, string[] names)
    {
        foreach (var name in names)
        {
            text.Append('.').Append(name);
        }
    }
}
