using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Templates.Syntax;

internal sealed partial class Parser
{
    private PipeNode Pipeline(string context, TokenKind end)
    {
        Enter();
        var start = PeekNonSpace().Start;
        var (isAssignment, declared) = Declarations(context);
        foreach (var variable in declared)
        {
            _scope.Foresee(variable.Text);
        }

        var commands = new List<CommandNode>();
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                break;
            }

            if (!BeginsOperand(token.Kind))
            {
                throw Unexpected(token, context);
            }

            Backup();
            commands.Add(Command());
        }

        CheckPipeline(commands, context);
        _depth--;
        return new PipeNode(start, isAssignment, Resolve(declared, isAssignment), [.. commands]);
    }

    private static bool BeginsOperand(TokenKind kind) =>
        kind
            is TokenKind.Bool
                or TokenKind.CharConstant
                or TokenKind.Complex
                or TokenKind.Dot
                or TokenKind.Field
                or TokenKind.Identifier
                or TokenKind.Number
                or TokenKind.Nil
                or TokenKind.RawString
                or TokenKind.String
                or TokenKind.Variable
                or TokenKind.LeftParenthesis;

    private (bool IsAssignment, List<Token> Declared) Declarations(string context)
    {
        var declared = new List<Token>();
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            Next();
            var adjacent = Peek();
            var next = PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                NextNonSpace();
                declared.Add(variable);
                return (next.Kind == TokenKind.Assign, declared);
            }

            if (next.Kind == TokenKind.Char && next.Span is ",")
            {
                NextNonSpace();
                declared.Add(variable);
                if (context != "range" || declared.Count >= 2)
                {
                    throw Error($"too many declarations in {context}");
                }

                if (PeekNonSpace().Kind is TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis)
                {
                    continue;
                }

                throw Error("range can only initialize variables");
            }

            if (adjacent.Kind == TokenKind.Space)
            {
                Backup3(variable, adjacent);
            }
            else
            {
                Backup2(variable);
            }

            break;
        }

        // "range $x, }}" declares without := and then lacks a value.
        return (false, declared);
    }

    /// <summary>After the commands: in <c>$x := $x</c> the right one is the older.</summary>
    private VariableNode[] Resolve(List<Token> declared, bool isAssignment)
    {
        if (declared.Count == 0)
        {
            return [];
        }

        var nodes = new VariableNode[declared.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var name = declared[i].Text;
            nodes[i] = new VariableNode(declared[i].Start, name, [], isAssignment ? _scope.Find(name)!.Value : _scope.Declare(name));
        }

        return nodes;
    }

    private void CheckPipeline(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Error($"missing value for {context}");
        }

        for (var i = 1; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode)
            {
                throw Error($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command()
    {
        var start = PeekNonSpace().Start;
        var arguments = new List<Node>();
        while (true)
        {
            PeekNonSpace();
            if (Operand() is { } operand)
            {
                arguments.Add(operand);
            }

            var token = Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParenthesis)
            {
                Backup();
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, "operand");
            }

            break;
        }

        return arguments.Count > 0 ? new CommandNode(start, [.. arguments]) : throw Error("empty command");
    }

    /// <summary>A term and the fields behind it; null when the next token begins none.</summary>
    private Node? Operand()
    {
        var term = Term();
        if (term is null || Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        var start = Peek().Start;
        var names = new List<string>();
        while (Peek().Kind == TokenKind.Field)
        {
            names.Add(Next().Span[1..].ToString());
        }

        return term switch
        {
            FieldNode field => new FieldNode(start, [.. field.Names, .. names]),
            VariableNode variable => variable with { Start = start, Names = [.. variable.Names, .. names] },
            BoolNode or StringNode or NumberNode or NilNode or DotNode => throw Error(
                $"unexpected . after term {GoQuote.Quote(NodeText.Of(term))}"
            ),
            _ => new ChainNode(start, term, [.. names]),
        };
    }

    private Node? Term()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return Identifier(token);
            case TokenKind.Dot:
                return new DotNode(token.Start);
            case TokenKind.Nil:
                return new NilNode(token.Start);
            case TokenKind.Variable:
                var slot = _scope.Find(token.Text) ?? throw Error($"undefined variable {GoQuote.Quote(token.Text)}");
                return new VariableNode(token.Start, token.Text, [], slot);
            case TokenKind.Field:
                return new FieldNode(token.Start, [token.Span[1..].ToString()]);
            case TokenKind.Bool:
                var isTrue = token.Span is "true";
                return new BoolNode(token.Start, isTrue, Value.Of(isTrue));
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                var (literal, error) = NumberLiteral.Parse(token.Text, token.Kind);
                return new NumberNode(token.Start, literal ?? throw Error(error));
            case TokenKind.LeftParenthesis:
                return Pipeline("parenthesized pipeline", TokenKind.RightParenthesis);
            case TokenKind.String or TokenKind.RawString:
                var text = Unquote(token);
                return new StringNode(token.Start, token.Text, text, Value.Of(text));
        }

        Backup();
        return null;
    }

    private IdentifierNode Identifier(Token token)
    {
        if (_functions.TryGet(token.Text, out var function))
        {
            return new IdentifierNode(token.Start, function, Builtin.None);
        }

        if (GoBuiltins.TryGet(token.Text, out function, out var builtin))
        {
            return new IdentifierNode(token.Start, function, builtin);
        }

        throw Error($"function {GoQuote.Quote(token.Text)} not defined");
    }
}
