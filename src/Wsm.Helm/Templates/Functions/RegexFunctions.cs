using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Regexes;

namespace Wsm.Helm.Templates.Functions;

/// <summary>
/// Sprig's regular expressions. Of a bad pattern <c>must…</c> reports Go's error, the plain ones Go's panic, and <c>regexMatch</c> says no.
/// </summary>
internal static class RegexFunctions
{
    private delegate Value RegexBody(GoRegex regex, ITemplateRuntime runtime, Value[] arguments);

    public static void Register(FunctionList list)
    {
        list.Add("regexMatch", static (runtime, a) => Matches(runtime, a), GoType.String, GoType.String);
        list.Add(
            "mustRegexMatch",
            static (runtime, a) => Value.Of(Compile(a.Text(0), "").Find(runtime, a.Text(1)) is not null, a.Traces()),
            GoType.String,
            GoType.String
        );
        Add(list, "Find", static (regex, runtime, a) => Find(regex, runtime, a[1]), GoType.String, GoType.String);
        Add(list, "FindAll", static (regex, runtime, a) => FindAll(regex, runtime, a), GoType.String, GoType.String, GoType.Int);
        Add(
            list,
            "ReplaceAll",
            static (regex, runtime, a) => ReplaceAll(regex, runtime, a, true),
            GoType.String,
            GoType.String,
            GoType.String
        );
        Add(
            list,
            "ReplaceAllLiteral",
            static (regex, runtime, a) => ReplaceAll(regex, runtime, a, false),
            GoType.String,
            GoType.String,
            GoType.String
        );
        Add(list, "Split", static (regex, runtime, a) => Split(regex, runtime, a), GoType.String, GoType.String, GoType.Int);
        list.Add("regexQuoteMeta", static (_, a) => Value.Of(QuoteMeta(a.Text(0)), a.Traces()), GoType.String);
    }

    private static void Add(FunctionList list, string name, RegexBody body, params GoType[] parameters)
    {
        list.Add(
            "regex" + name,
            (runtime, a) => body(Compile(a.Text(0), $"regexp: Compile({QuotePattern(a.Text(0))}): "), runtime, a),
            parameters
        );
        list.Add("mustRegex" + name, (runtime, a) => body(Compile(a.Text(0), ""), runtime, a), parameters);
    }

    private static GoRegex Compile(string pattern, string context)
    {
        try
        {
            return GoRegex.Compile(pattern);
        }
        catch (RegexSyntaxException refused)
        {
            throw new FunctionException(context + refused.Message);
        }
    }

    private static string QuotePattern(string pattern) => GoQuote.CanBackquote(pattern) ? $"`{pattern}`" : GoQuote.Quote(pattern);

    private static Value Matches(ITemplateRuntime runtime, Value[] a)
    {
        try
        {
            return Value.Of(GoRegex.Compile(a.Text(0)).Find(runtime, a.Text(1)) is not null, a.Traces());
        }
        catch (RegexSyntaxException)
        {
            // Sprig drops the error: a bad pattern matches nothing.
            return Value.Of(false, a.Traces());
        }
    }

    private static Value Find(GoRegex regex, ITemplateRuntime runtime, Value text) =>
        regex.Find(runtime, (string)text.Data!) is { } match
            ? StringFunctions.Slice(text, match[0], match[1] - match[0])
            : Value.Of("", Trace.Derived(text.Trace));

    private static Value FindAll(GoRegex regex, ITemplateRuntime runtime, Value[] a)
    {
        var found = new List<Value>();
        foreach (var match in regex.FindAll(runtime, a.Text(1), a.Int(2)))
        {
            found.Add(StringFunctions.Slice(a[1], match[0], match[1] - match[0]));
        }

        return Value.Of(new ListValue(found) { TypeName = GoTypeNames.StringList, IsNil = found.Count == 0 });
    }

    private static Value ReplaceAll(GoRegex regex, ITemplateRuntime runtime, Value[] a, bool expand)
    {
        string text = a.Text(1),
            replacement = a.Text(2);
        var (result, trace) = regex.ReplaceAll(runtime, text, a[1].Trace, (output, match) =>
        {
            if (expand)
            {
                regex.Expand(output, replacement, a[2].Trace, text, a[1].Trace, match);
            }
            else
            {
                output.Append(replacement, a[2].Trace);
            }
        });
        return Value.Of(result, trace);
    }

    private static Value Split(GoRegex regex, ITemplateRuntime runtime, Value[] a)
    {
        var pieces = new List<Value>();
        var places = regex.Split(runtime, a.Text(1), a.Int(2));
        foreach (var (start, end) in places ?? [])
        {
            pieces.Add(StringFunctions.Slice(a[1], start, end - start));
        }

        return Value.Of(new ListValue(pieces) { TypeName = GoTypeNames.StringList, IsNil = places is null });
    }

    private static string QuoteMeta(string text)
    {
        var quoted = new System.Text.StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(character))
            {
                quoted.Append('\\');
            }

            quoted.Append(character);
        }

        return quoted.ToString();
    }
}
