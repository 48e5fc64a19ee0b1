using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>
/// A template's error as helm shows it to people: the call chain, one place below the other, or only what the template itself has to say.
/// </summary>
internal static class HelmErrorText
{
    public static string Of(TemplateException error)
    {
        if (error.IsParseError)
        {
            return $"parse error at ({error.Frame!.Place}): {LastPart(error.Frame.Problem)}";
        }

        if (Verdict(error) is { } verdict)
        {
            return $"execution error at ({error.Frame!.Place}): {verdict}";
        }

        return Chain(error) ?? error.Message;
    }

    /// <summary>Helm keeps what follows the last colon.</summary>
    private static string LastPart(string problem)
    {
        var colon = problem.LastIndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? problem : problem[(colon + 2)..];
    }

    private static string? Verdict(TemplateException error)
    {
        for (var at = error.InnerException; at is not null; at = at.InnerException)
        {
            if (at is FunctionException { IsVerdict: true })
            {
                return at.Message;
            }
        }

        return null;
    }

    /// <summary>Null when a function's own error ends the chain: helm then prints the plain message.</summary>
    private static string? Chain(TemplateException error)
    {
        var text = new StringBuilder();
        TemplateFrame? previous = null;
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            if (at is not TemplateException link)
            {
                return null;
            }

            if (link.Frame is null)
            {
                text.Append(link.Message).Append('\n');
            }
            else if (link.Frame != previous)
            {
                text.Append(
                    $"{link.Frame.Place}\n  executing \"{link.Frame.Executing}\" at <{link.Frame.Source}>:\n    {link.Frame.Problem}\n"
                );
            }

            previous = link.Frame;
        }

        return text.ToString().Trim();
    }
}
