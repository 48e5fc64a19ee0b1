namespace Wsm.Helm.Templates.Syntax;

internal sealed partial class Parser
{
    private BranchNode Control(BranchKind kind, string context)
    {
        Enter();
        var mark = _scope.Mark;
        var pipe = Pipeline(context, TokenKind.RightDelimiter);
        var declared = _scope.Mark;
        if (kind == BranchKind.Range)
        {
            _scope.RangeDepth++;
        }

        var (list, end) = ItemList();
        if (kind == BranchKind.Range)
        {
            _scope.RangeDepth--;
        }

        _scope.Forget(declared);
        var otherwise = end is ElseNode ? ElseBranch(kind, end) : null;
        _scope.Leave(mark);
        _depth--;
        return new BranchNode(pipe.Start, kind, pipe, list, otherwise);
    }

    /// <summary><c>else if</c> and <c>else with</c> are a branch of their own inside the else; both end with the one end.</summary>
    private ListNode ElseBranch(BranchKind kind, Node otherwise)
    {
        if (kind == BranchKind.If && Peek().Kind == TokenKind.If)
        {
            Next();
            return new ListNode(otherwise.Start, [Control(BranchKind.If, "if")]);
        }

        if (kind == BranchKind.With && Peek().Kind == TokenKind.With)
        {
            Next();
            return new ListNode(otherwise.Start, [Control(BranchKind.With, "with")]);
        }

        var (list, end) = ItemList();
        return end is EndNode ? list : throw Error($"expected end; found {NodeText.Of(end)}");
    }

    private ElseNode Else()
    {
        // The if or with after it stays where it is: ElseBranch takes it, others stumble over it.
        var next = PeekNonSpace();
        return next.Kind is TokenKind.If or TokenKind.With
            ? new ElseNode(next.Start)
            : new ElseNode(Expect(TokenKind.RightDelimiter, "else").Start);
    }

    private void LeaveLoop(Token keyword, string context)
    {
        var token = NextNonSpace();
        if (token.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(token, context);
        }

        if (_scope.RangeDepth == 0)
        {
            throw Error($"{{{{{keyword.Text}}}}} outside {{{{range}}}}");
        }
    }

    private TemplateNode Block()
    {
        const string context = "block clause";
        var token = NextNonSpace();
        var name = TemplateName(token, context);
        var pipe = Pipeline(context, TokenKind.RightDelimiter);
        Add(NamedTemplate(name, context));
        return new TemplateNode(token.Start, name, pipe);
    }

    private TemplateNode Template()
    {
        const string context = "template clause";
        var token = NextNonSpace();
        var name = TemplateName(token, context);
        if (NextNonSpace().Kind == TokenKind.RightDelimiter)
        {
            return new TemplateNode(token.Start, name, null);
        }

        Backup();
        return new TemplateNode(token.Start, name, Pipeline(context, TokenKind.RightDelimiter));
    }

    private string TemplateName(Token token, string context) =>
        token.Kind is TokenKind.String or TokenKind.RawString ? Unquote(token) : throw Unexpected(token, context);
}
