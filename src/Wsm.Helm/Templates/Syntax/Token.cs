using Wsm.Helm.Templates.Formatting;
using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Templates.Syntax;

/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="Text">As written; of an error: the message.</param>
/// <param name="Line">Counting from 1.</param>
internal readonly record struct Token(TokenKind Kind, int Start, string Text, int Line)
{
    private const int ShownBytes = 10;

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
