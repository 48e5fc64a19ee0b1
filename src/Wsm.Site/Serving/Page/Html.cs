using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wsm.Site.Serving.Page;

/// <summary>Markup whose every hole is escaped: text from a bundle or a request cannot become markup.</summary>
[InterpolatedStringHandler]
public readonly struct Html
{
    private readonly StringBuilder _text;

    public Html(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(int number) => _text.Append(number);

    public void AppendFormatted(Html markup) => _text.Append(markup._text);

    public void AppendFormatted(IEnumerable<Html> all)
    {
        foreach (var markup in all)
        {
            _text.Append(markup._text);
        }
    }

    public override string ToString() => _text.ToString();

    public static Html Of(Html markup) => markup;

    /// <summary>Text of the program's own that is markup, or style, already.</summary>
    public static Html Trusted(string markup)
    {
        var html = new Html(markup.Length, 0);
        html.AppendLiteral(markup);
        return html;
    }

    /// <summary>Nothing where the condition does not hold.</summary>
    public static Html When(bool condition, Func<Html> markup) => condition ? markup() : new Html(0, 0);
}
