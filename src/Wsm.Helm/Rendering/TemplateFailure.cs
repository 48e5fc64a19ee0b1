using System.Text;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Rendering;

/// <summary>Tells of failed templates in helm's words.</summary>
internal static class TemplateFailure
{
    public static RenderException Describe(TemplateException failure)
    {
        if (failure.IsParseError)
            return new RenderException($"parse error at ({failure.Frame!.Place}): {LastPart(failure.Frame.Problem)}", failure);
        if (Verdict(failure) is { } verdict && failure.Frame is { } outermost)
            return new RenderException($"execution error at ({outermost.Place}): {verdict}", failure);
        return new RenderException(Chain(failure) ?? failure.Message, failure);
    }

    private static string LastPart(string problem)
    {
        var cut = problem.LastIndexOf(": ", StringComparison.Ordinal);
        return cut < 0 ? problem : problem[(cut + 2)..];
    }

    /// <summary>What <c>fail</c> or <c>required</c> said, however deep.</summary>
    private static string? Verdict(TemplateException failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is FunctionException { IsVerdict: true })
                return at.Message;
        }

        return null;
    }

    /// <summary>The frames as a list; null when something else than a template is in the chain, where helm falls back to the plain message.</summary>
    private static string? Chain(TemplateException failure)
    {
        var text = new StringBuilder();
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is not TemplateException link)
                return null;
            if (link.Frame is not { } frame)
                text.Append(link.Message).Append('\n');
            else
                text.Append(frame.Place).Append("\n  executing \"").Append(frame.Executing).Append("\" at <").Append(frame.Source).Append(">:\n    ").Append(frame.Problem).Append('\n');
        }

        return text.ToString().Trim();
    }
}
