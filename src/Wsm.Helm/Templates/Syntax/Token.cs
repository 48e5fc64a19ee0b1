using Wsm.Helm.Templates.Formatting;
using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>A piece of a template's source. Most tokens say all by their kind; the text of the others is cut out when somebody asks for it.</summary>
internal readonly struct Token
{
    private const int ShownBytes = 10;

    private readonly string _source;
    private readonly int _end;

    private Token(TokenKind kind, string source, int start, int end, int line)
    {
        Kind = kind;
        _source = source;
        Start = start;
        _end = end;
        Line = line;
    }

    public TokenKind Kind { get; }

    /// <summary>Where it begins in the source.</summary>
    public int Start { get; }

    /// <summary>Counting from 1.</summary>
    public int Line { get; }

    /// <summary>As written; of an error: the message.</summary>
    public string Text => Kind == TokenKind.Error ? _source : _source[Start.._end];

    public ReadOnlySpan<char> Span => _source.AsSpan(Start, _end - Start);

    public static Token Of(TokenKind kind, string source, int start, int end, int line) => new(kind, source, start, end, line);

    public static Token OfError(string message, int start, int line) => new(TokenKind.Error, message, start, start, line);

    /// <summary>The token in an error message.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.EndOfFile => "EOF",
        TokenKind.Error => Text,
        TokenKind.Dot or TokenKind.Nil or >= TokenKind.Block => $"<{Text}>",
        _ when GoText.ByteLength(Text) > ShownBytes => GoFormat.Sprintf("%.10q...", Text),
        _ => GoQuote.Quote(Text),
    };
}
