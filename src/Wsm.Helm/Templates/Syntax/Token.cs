using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>
/// A piece of a template's source. Most tokens say all by their kind; the text of the others is cut out when somebody asks for it.
/// </summary>
internal readonly struct Token(TokenKind kind, string source, int start, int end, int line)
{
    private const int ShownBytes = 10;

    public TokenKind Kind { get; } = kind;

    /// <summary>Where it begins in the source.</summary>
    public int Start { get; } = start;

    /// <summary>Counting from 1.</summary>
    public int Line { get; } = line;

    /// <summary>As written; of an error: the message.</summary>
    public string Text => Kind == TokenKind.Error ? source : source[Start..end];

    public ReadOnlySpan<char> Span => source.AsSpan(Start, end - Start);

    public static Token OfError(string message, int start, int line) => new(TokenKind.Error, message, start, start, line);

    /// <summary>The token in an error message.</summary>
    public override string ToString() =>
        Kind switch
        {
            TokenKind.EndOfFile => "EOF",
            TokenKind.Error => Text,
            TokenKind.Dot or TokenKind.Nil or >= TokenKind.Block => $"<{Text}>",
            _ when GoText.ByteLength(Text) > ShownBytes => GoFormat.Sprintf("%.10q...", Text),
            _ => GoQuote.Quote(Text),
        };
}
