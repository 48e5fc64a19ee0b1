using System.Text;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>
/// A template that cannot be parsed or run. The message is what Go's text/template says; <see cref="Frames"/> is the same as data.
/// </summary>
public sealed class TemplateException : Exception
{
    private readonly string? _missing;

    internal TemplateException(TemplateFrame frame, Exception? inner = null)
        : base(null, inner) => Frame = frame;

    private TemplateException(string missing)
        : base(null) => _missing = missing;

    /// <summary>Where it happened; null when a template of the asked name does not exist.</summary>
    public TemplateFrame? Frame { get; }

    /// <summary>The text is no template; nothing ran.</summary>
    public bool IsParseError => Frame is { Executing: null };

    /// <summary>The call chain, outermost first. Errors inside <c>include</c> and <c>tpl</c> have several.</summary>
    public IReadOnlyList<TemplateFrame> Frames
    {
        get
        {
            var frames = new List<TemplateFrame>();
            for (Exception? at = this; at is not null; at = at.InnerException)
            {
                if (at is TemplateException { Frame: { } frame })
                {
                    frames.Add(frame);
                }
            }

            return frames;
        }
    }

    /// <summary>Chains may be a thousand calls long, so the text is put together only when somebody reads it.</summary>
    public override string Message
    {
        get
        {
            var text = new StringBuilder();
            Exception? at = this;
            while (at is not null)
            {
                text.Append(at is TemplateException link ? link.OwnText : at.Message);
                // A function's error says it all, but where it runs a template: then that one's message follows.
                at = at is TemplateException || at.InnerException is TemplateException ? at.InnerException : null;
            }

            return text.ToString();
        }
    }

    /// <summary>The message without that of the inner error.</summary>
    private string OwnText
    {
        get
        {
            if (Frame is null)
            {
                return $"template: no template {GoQuote.Quote(_missing!)} associated with template "
                    + $"{GoQuote.Quote(TemplateSource.RootName)}";
            }

            if (Frame.Executing is null)
            {
                return $"template: {Frame.Place}: {Frame.Problem}";
            }

            var space = InnerException is null ? "" : " ";
            return $"template: {Frame.Place}: executing {GoQuote.Quote(Frame.Executing)} at <{Frame.Source}>: {Frame.Problem}{space}";
        }
    }

    internal static TemplateException OfParsing(string template, int line, string problem) =>
        new(new TemplateFrame(template, line, -1, null, "", problem));

    internal static TemplateException OfDuplicate(string file, int line, string template) =>
        OfParsing(file, line, $"template: multiple definition of template {GoQuote.Quote(template)}");

    internal static TemplateException OfMissing(string name) => new(name);
}
