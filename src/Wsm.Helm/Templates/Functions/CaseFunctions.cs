using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Text;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Upper and lower case, and the naming styles of programs.</summary>
internal static class CaseFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("upper", static (_, a) => Changed(a[0], MapRunes(a.Text(0), GoCharacters.ToUpper)), GoType.String);
        list.Add("lower", static (_, a) => Changed(a[0], MapRunes(a.Text(0), GoCharacters.ToLower)), GoType.String);
        list.Add("title", static (_, a) => Changed(a[0], Title(a.Text(0))), GoType.String);
        list.Add("untitle", static (_, a) => Changed(a[0], Untitle(a.Text(0))), GoType.String);
        list.Add("swapcase", static (_, a) => Changed(a[0], SwapCase(a.Text(0))), GoType.String);
        list.Add("camelcase", static (_, a) => Changed(a[0], NamingStyle.Pascal(a.Text(0))), GoType.String);
        list.Add("snakecase", static (_, a) => Changed(a[0], NamingStyle.Separated(a.Text(0), '_')), GoType.String);
        list.Add("kebabcase", static (_, a) => Changed(a[0], NamingStyle.Separated(a.Text(0), '-')), GoType.String);
    }

    /// <summary>Text that did not change is the argument; with equal length each run still says where its stretch came from.</summary>
    private static Value Changed(Value argument, string result)
    {
        var text = (string)argument.Data!;
        if (argument.Trace is null || result == text)
        {
            return Value.Of(result, argument.Trace);
        }

        if (argument.Trace is not TextTrace pieces || result.Length != text.Length)
        {
            return Value.Of(result, Trace.Derived(argument.Trace));
        }

        var rebuilt = new TracedText();
        foreach (var run in pieces.Runs)
        {
            rebuilt.Append(result[rebuilt.Length..run.Start]);
            rebuilt.AppendDerived(result.Substring(run.Start, run.Length), run.Origin);
        }

        rebuilt.Append(result[rebuilt.Length..]);
        return Value.Of(result, rebuilt.Trace());
    }

    /// <summary>Go makes U+FFFD of every byte that is no UTF-8.</summary>
    private static string MapRunes(string text, Func<Rune, Rune> map)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(map(rune));
        }

        return result.ToString();
    }

    /// <summary>Go's <c>strings.Title</c>: a letter after anything that is neither letter, digit nor underscore.</summary>
    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        var previous = new Rune(' ');
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(IsSeparator(previous) ? GoCharacters.ToUpper(rune) : rune);
            previous = rune;
        }

        return result.ToString();
    }

    private static bool IsSeparator(Rune rune)
    {
        if (rune.IsAscii)
        {
            return !char.IsAsciiLetterOrDigit((char)rune.Value) && rune.Value != '_';
        }

        return !Rune.IsLetter(rune) && !Rune.IsDigit(rune) && GoCharacters.IsSpace(rune);
    }

    private static string Untitle(string text)
    {
        var result = new StringBuilder(text.Length);
        var next = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var space = GoCharacters.IsSpace(rune);
            result.Append(next && !space ? GoCharacters.ToLower(rune) : rune);
            next = space;
        }

        return result.ToString();
    }

    private static string SwapCase(string text) => MapRunes(text, static rune => GoCharacters.IsUpper(rune) || GoCharacters.IsTitle(rune)
                ? GoCharacters.ToLower(rune)
            : GoCharacters.IsLower(rune) ? GoCharacters.ToUpper(rune)
            : rune);
}
