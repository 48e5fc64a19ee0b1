using System.Text.RegularExpressions;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Templates.Functions.Regexes;

namespace Wsm.Benchmarks.Libraries;

/// <summary>Our engine and .NET's without backtracking: what a random pattern finds in a random text.</summary>
internal static class RegexComparison
{
    private const int Cases = 1450;

    /// <summary>In Go's spelling, and in .NET's where it means something else there.</summary>
    private static readonly (string Go, string Net)[] Atoms =
    [
        .. new[] { "a", "b", "é", ".", "[a-c]", "[^a]", "\\b", "\\B", "^", "(?i:b)", "(?s:.)", "(?m:^a$)", "\\z", "\\A", "a|ab" }.Select(
            same => (same, same)
        ),
        ("[[:alpha:]]", "[a-zA-Z]"),
        ("\\d", "[0-9]"),
        ("\\w", "[0-9A-Za-z_]"),
        ("\\s", "[\\t\\n\\f\\r ]"),
        ("$", "\\z"),
        ("\\pL", "\\p{L}"),
        ("\\x{62}", "\\x62"),
    ];
    private static readonly string[] Repeats = ["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?"];
    private static readonly string[] Letters = ["a", "b", "c", "A", "B", "é", "É", "1", " ", "\n", "ſ", "K", "-"];

    public static void Run()
    {
        var random = new Random(1);
        var cases = Enumerable.Range(0, Cases).Select(_ => new Case(Pattern(random, 2), Text(random))).ToList();
        Value[] asked = [.. cases.Select(entry => new Value(new ListValue([Value.Of(entry.Pattern.Go), Value.Of(entry.Text)])))];
        var expected = HelmAnswers.To("regexFindAll (index $c 0) (index $c 1) -1 | toJson", asked);
        LibraryComparison.Tally("helm", cases, expected, ("our engine", Ours), (".NET NonBacktracking", Theirs));
    }

    private static string Ours(Case asked) =>
        Json(
            GoRegex
                .Compile(asked.Pattern.Go)
                .FindAll(UnmeteredRuntime.Instance, asked.Text, -1)
                .Select(match => asked.Text[match[0]..match[1]])
        );

    private static string Theirs(Case asked) =>
        Json(
            Regex
                .Matches(asked.Text, asked.Pattern.Net, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
                .Select(match => match.Value)
        );

    /// <summary>Go's list of nothing is none.</summary>
    private static string Json(IEnumerable<string> found) =>
        found.Any() ? (string)JsonWriter.Write(new Value(new ListValue([.. found.Select(text => Value.Of(text))]))).Data! : "null";

    private static (string Go, string Net) Pattern(Random random, int depth)
    {
        var (go, net) = ("", "");
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var deeper = depth > 0 && random.Next(3) == 0;
            var part = deeper ? Pattern(random, depth - 1) : Atoms[random.Next(Atoms.Length)];
            var (open, repeat) = (deeper ? "(" : "(?:", Pick(random, Repeats));
            (go, net) = ($"{go}{open}{part.Go}){repeat}", $"{net}{open}{part.Net}){repeat}");
        }

        return (go, net);
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pick(random, Letters)));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private sealed record Case((string Go, string Net) Pattern, string Text);
}
