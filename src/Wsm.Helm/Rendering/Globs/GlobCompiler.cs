using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>
/// Makes matchers of a pattern's parts. Which ones are put together decides what is found, so that the rules are those of helm's library.
/// </summary>
internal static class GlobCompiler
{
    public static GlobMatcher Compile(GlobNode node) =>
        node switch
        {
            ChoiceNode choice => GlobAlternatives.TakeOutCommon(choice) is { } taken
                ? Compile(taken)
                : new AnyOfMatcher([.. choice.Alternatives.Select(Part)]),
            SequenceNode { Parts.Count: 0 } => new NothingMatcher(),
            SequenceNode sequence => Simplified(InOrder(Glued(sequence.Parts.ConvertAll(Part)))),
            _ => Simplified(Simple(node)),
        };

    private static GlobMatcher Part(GlobNode node) => Simplified(Compile(node));

    private static GlobMatcher Simple(GlobNode node) =>
        node switch
        {
            GlobLiteral text => new TextMatcher(Encoding.UTF8.GetBytes(text.Text)),
            OneNode => new OneMatcher(),
            NameNode => new NameMatcher(),
            PathNode => new PathMatcher(),
            OneOfNode set => new OneOfMatcher(set.Characters, set.Not),
            RangeNode range => new RangeMatcher(range.Low, range.High, range.Not),
            _ => new NothingMatcher(),
        };

    /// <summary>A tree around the longest part of fixed length, the last one of several.</summary>
    private static GlobMatcher InOrder(List<GlobMatcher> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        if (GlobGlue.TryGlue(parts) is { } glued)
        {
            return glued;
        }

        var middle = -1;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Length != GlobMatcher.Varies && (middle < 0 || parts[i].Length >= parts[middle].Length))
            {
                middle = i;
            }
        }

        if (middle < 0)
        {
            return new TreeMatcher(parts[0], null, InOrder(parts[1..]));
        }

        return new TreeMatcher(
            parts[middle],
            middle == 0 ? null : InOrder(parts[..middle]),
            middle == parts.Count - 1 ? null : InOrder(parts[(middle + 1)..])
        );
    }

    /// <summary>Neighbours put together, those first that are most.</summary>
    private static List<GlobMatcher> Glued(List<GlobMatcher> parts)
    {
        while (true)
        {
            (GlobMatcher? Matcher, int From, int To) best = default;
            for (var from = 0; from < parts.Count; from++)
            {
                for (var to = parts.Count; to > from; to--)
                {
                    if (GlobGlue.TryGlue(parts[from..to]) is not { } glued)
                    {
                        continue;
                    }

                    var isBetter =
                        best.Matcher is null
                        || (best.Matcher.Length > -1 && glued.Length > best.Matcher.Length)
                        || best.To - best.From < to - from;
                    best = isBetter ? (glued, from, to) : best;
                }
            }

            if (best.Matcher is null)
            {
                return parts;
            }

            parts = [.. parts[..best.From], best.Matcher, .. parts[best.To..]];
        }
    }

    [return: NotNullIfNotNull(nameof(matcher))]
    private static GlobMatcher? Simplified(GlobMatcher? matcher) =>
        matcher switch
        {
            AnyOfMatcher { Matchers: [var only] } => only,
            OneOfMatcher { Not: false } set when set.Characters.EnumerateRunes().Count() == 1 => new TextMatcher(
                Encoding.UTF8.GetBytes(set.Characters)
            ),
            TreeMatcher tree => Simplified(tree with { Before = Simplified(tree.Before), Behind = Simplified(tree.Behind) }),
            _ => matcher,
        };

    private static GlobMatcher Simplified(TreeMatcher tree) =>
        (tree.Before, tree.Middle, tree.Behind) switch
        {
            (null, TextMatcher text, null) => text,
            (PathMatcher, TextMatcher text, PathMatcher) => new ContainsMatcher(text.Text, Not: false),
            (PathMatcher, TextMatcher text, null) => new EndMatcher(text.Text),
            (null, TextMatcher text, PathMatcher) => new BeginMatcher(text.Text),
            (null, TextMatcher text, EndMatcher end) => new BeginEndMatcher(text.Text, end.Text),
            (BeginMatcher begin, TextMatcher text, null) => new BeginEndMatcher(begin.Text, text.Text),
            (NameMatcher, TextMatcher text, null) => new EndNameMatcher(text.Text),
            (null, TextMatcher text, NameMatcher) => new BeginNameMatcher(text.Text),
            _ => tree,
        };
}
