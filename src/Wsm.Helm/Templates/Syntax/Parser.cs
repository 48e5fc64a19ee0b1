using System.Runtime.CompilerServices;
using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>
/// Reads one file into its named templates. Grammar and messages are Go's <c>text/template/parse</c>. Declared variables get their slots
/// here.
/// Three tokens of look-ahead: whether <c>$x</c> is declared or used shows only after the space behind it.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Nesting of parentheses and blocks beyond this is an attack, not a template.</summary>
    private const int MaxDepth = 2_000;

    private readonly TemplateSource _source;
    private readonly FunctionTable _functions;
    private readonly Lexer _lexer;
    private readonly Dictionary<string, TemplateTree> _definitions = new(StringComparer.Ordinal);
    private readonly Token[] _tokens = new Token[3];
    private int _peeked;
    private int _actionLine;
    private int _depth;

    /// <summary>The variables of the template that is being read.</summary>
    private VariableScope _scope = new();

    private Parser(TemplateSource source, FunctionTable functions)
    {
        _source = source;
        _functions = functions;
        _lexer = new Lexer(source.Text);
    }

    /// <exception cref="TemplateException">The text is no template.</exception>
    public static TemplateFile Parse(TemplateSource source, FunctionTable functions) => new Parser(source, functions).ParseFile();

    private TemplateFile ParseFile()
    {
        var nodes = new List<Node>();
        var start = Peek().Start;
        while (Peek().Kind != TokenKind.EndOfFile)
        {
            if (Peek().Kind == TokenKind.LeftDelimiter)
            {
                var delimiter = Next();
                if (NextNonSpace().Kind == TokenKind.Define)
                {
                    Definition();
                    continue;
                }

                Backup2(delimiter);
            }

            var node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                throw Error($"unexpected {NodeText.Of(node)}");
            }

            nodes.Add(node);
        }

        return new TemplateFile(new ListNode(start, [.. nodes]), _scope.SlotCount, _definitions.Values, LastLine);
    }

    private void Definition()
    {
        const string context = "define clause";
        var token = NextNonSpace();
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            throw Unexpected(token, context);
        }

        var name = Unquote(token);
        Expect(TokenKind.RightDelimiter, context);
        Add(NamedTemplate(name, context));
    }

    /// <summary>A body of its own, up to its end: it sees no variables of the template around it.</summary>
    private TemplateTree NamedTemplate(string name, string context)
    {
        var outer = _scope;
        var line = LastLine;
        _scope = new VariableScope();
        var (list, end) = ItemList();
        if (end is not EndNode)
        {
            throw Error($"unexpected {NodeText.Of(end)} in {context}", context == "block clause" ? line : LastLine);
        }

        var tree = new TemplateTree(name, _source, list, _scope.SlotCount);
        _scope = outer;
        return tree;
    }

    private void Add(TemplateTree tree)
    {
        if (!_definitions.TryGetValue(tree.Name, out var existing) || existing.IsEmpty)
        {
            _definitions[tree.Name] = tree;
        }
        else if (!tree.IsEmpty)
        {
            throw TemplateException.OfDuplicate(_source.Name, LastLine, tree.Name);
        }
    }

    /// <summary>Everything up to an end or an else, which is returned apart.</summary>
    private (ListNode List, Node End) ItemList()
    {
        Enter();
        var nodes = new List<Node>();
        var start = PeekNonSpace().Start;
        while (PeekNonSpace().Kind != TokenKind.EndOfFile)
        {
            var node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                _depth--;
                return (new ListNode(start, [.. nodes]), node);
            }

            nodes.Add(node);
        }

        throw Error("unexpected EOF");
    }

    private Node TextOrAction()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Start, token.Start, token.Text);
            case TokenKind.LeftDelimiter:
                _actionLine = token.Line;
                var action = Action();
                _actionLine = 0;
                return action;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return Block();
            case TokenKind.Break:
                LeaveLoop(token, "{{break}}");
                return new BreakNode(token.Start);
            case TokenKind.Continue:
                LeaveLoop(token, "{{continue}}");
                return new ContinueNode(token.Start);
            case TokenKind.Else:
                return Else();
            case TokenKind.End:
                return new EndNode(Expect(TokenKind.RightDelimiter, "end").Start);
            case TokenKind.If:
                return Control(BranchKind.If, "if");
            case TokenKind.Range:
                return Control(BranchKind.Range, "range");
            case TokenKind.Template:
                return Template();
            case TokenKind.With:
                return Control(BranchKind.With, "with");
        }

        Backup();
        var start = Peek().Start;
        return new ActionNode(start, Pipeline("command", TokenKind.RightDelimiter));
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("nested too deeply");
        }
    }

    private int LastLine => _tokens[0].Line;

    private Token Next()
    {
        if (_peeked > 0)
        {
            _peeked--;
        }
        else
        {
            _tokens[0] = _lexer.Next();
        }

        return _tokens[_peeked];
    }

    private void Backup() => _peeked++;

    /// <summary>Puts back the last token and <paramref name="before"/>, which came before it.</summary>
    private void Backup2(Token before)
    {
        _tokens[1] = before;
        _peeked = 2;
    }

    private void Backup3(Token first, Token second)
    {
        _tokens[1] = second;
        _tokens[2] = first;
        _peeked = 3;
    }

    private Token Peek()
    {
        if (_peeked > 0)
        {
            return _tokens[_peeked - 1];
        }

        _peeked = 1;
        return _tokens[0] = _lexer.Next();
    }

    private Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        } while (token.Kind == TokenKind.Space);
        return token;
    }

    private Token PeekNonSpace()
    {
        var token = NextNonSpace();
        Backup();
        return token;
    }

    private Token Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private string Unquote(Token token) => GoUnquote.TryString(token.Text, out var text) ? text : throw Error("invalid syntax");

    private TemplateException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Error($"unexpected {token} in {context}");
        }

        var place = "";
        if (_actionLine != 0 && _actionLine != token.Line)
        {
            place =
                $"{(token.Text.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action")} started at {_source.Name}:{_actionLine}";
        }

        return Error(token + place);
    }

    private TemplateException Error(string problem) => Error(problem, LastLine);

    private TemplateException Error(string problem, int line) => TemplateException.OfParsing(_source.Name, line, problem);
}
