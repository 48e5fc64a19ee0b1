using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Candidates;
using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Inside;

/// <summary>
/// Tells references among the strings of programs. Of a string that is put together with others only a part is here: what could be such a
/// part is never taken for a reference.
/// </summary>
internal static class LiteralImages
{
    private const int LongestWord = 512;
    private const int ShortestName = 3;

    private static readonly ReferenceText Words = new(null);

    private static readonly HashSet<string> Examples =
    [
        "example",
        "foo",
        "bar",
        "user",
        "username",
        "myuser",
        "org",
        "myorg",
        "yourorg",
        "myrepo",
        "myimage",
        "myregistry",
        "project",
        "myproject",
        "namespace",
    ];

    /// <param name="key">What the string is assigned to, where that is known.</param>
    public static IEnumerable<Match> In(string text, string key, int? line)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length < 6 || text.AsSpan().ContainsAnyInRange('\0', '\u0008') || text.Contains('\uFFFD'))
        {
            return [];
        }

        return trimmed.ContainsAny(' ', '\n', '\t') ? InProse(text, line)
            : trimmed.Length > LongestWord ? []
            : InWord(trimmed.ToString(), key, line);
    }

    /// <summary>Names that documentation and tests give to images of nobody.</summary>
    private static bool IsExample(string word) =>
        word.Split('/', ':', '@')
            .Any(part =>
                Examples.Contains(part)
                || part.StartsWith("my-", StringComparison.Ordinal)
                || part.StartsWith("your-", StringComparison.Ordinal)
            )
        || word.StartsWith("example.", StringComparison.Ordinal)
        || word.Contains(".example.", StringComparison.Ordinal);

    /// <summary>A tag or digest that stands there as a whole.</summary>
    public static bool IsWhole(string written) =>
        written.Contains("@sha256:", StringComparison.Ordinal)
        || (written.LastIndexOf(':') is var colon && colon > written.LastIndexOf('/') && IsTag(written.AsSpan(colon + 1)));

    /// <summary>The match of a word that is a reference, or a name of a known registry that lacks the tag.</summary>
    private static IEnumerable<Match> InWord(string word, string key, int? line)
    {
        if (IsExample(word))
        {
            yield break;
        }

        // What ends so is a beginning: "registry.example.com/app:v1." + minor
        if (
            !char.IsAsciiLetterOrDigit(word[^1]) || (!char.IsAsciiLetterOrDigit(word[0]) && !word.Contains("://", StringComparison.Ordinal))
        )
        {
            yield break;
        }

        var name = ImageKey.Of(key);
        var isImage = name is { IsNoImage: false, Part: ImagePart.Image or ImagePart.BaseImage };
        var reason = key.Length == 0 ? "a string of the program" : $"named by {key}";
        foreach (var found in Words.Find(word, isImage ? TextSense.Image : TextSense.Plain))
        {
            var isEnd = found.Start + found.Reference.AsWritten.Length == word.Length;
            if (isEnd && IsWhole(found.Reference.AsWritten))
            {
                yield return new Match(found.Reference, word, reason, found.Confidence, true, line);
                yield break;
            }
        }

        if (name.IsNoImage || !ImageReference.TryParse(word, out var reference))
        {
            yield break;
        }

        if (IsWhole(word) ? IsShortName(word) : IsKnownName(word))
        {
            yield return new Match(reference, word, reason, Confidence.Low, IsWhole(word), line);
        }
    }

    /// <summary>Words of a usage text, a script or a manifest that the program holds: only what a registry of images surely has.</summary>
    private static IEnumerable<Match> InProse(string text, int? line)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            var sentence = text[start..end].Trim();
            if (sentence.Contains(':') && !IsRemark(sentence))
            {
                foreach (var found in Words.Find(sentence, TextSense.Plain))
                {
                    var after = found.Start + found.Reference.AsWritten.Length;
                    if (
                        found.Confidence == Confidence.High
                        && !ImagePrograms.Run(sentence)
                        && !IsExample(found.Reference.AsWritten)
                        && IsWhole(found.Reference.AsWritten)
                        && IsEnd(sentence, after, isLast: end == text.Length)
                    )
                    {
                        yield return new Match(
                            found.Reference,
                            sentence,
                            "named in a text of the program",
                            IsBesideKey(sentence.AsSpan(0, found.Start)) ? Confidence.High : Confidence.Low,
                            true,
                            line
                        );
                    }
                }
            }

            start = end + 1;
        }
    }

    /// <summary>What follows does not go on with the reference, nor does a string end here that goes on elsewhere.</summary>
    private static bool IsEnd(string text, int at, bool isLast) =>
        at >= text.Length
            ? !isLast
            : text[at] is '"' or '\'' or '`' or ',' or ';' or ')' or ']' or '}' or ' ' or '\t' or '<' or '|'
                || (text[at] is '.' && (at + 1 == text.Length || text[at + 1] == ' '));

    /// <summary><c>image: </c>, <c>"sidecarImage": "</c>, <c>--helper-image=</c></summary>
    private static bool IsBesideKey(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" \"'");
        if (before.IsEmpty || before[^1] is not (':' or '='))
        {
            return false;
        }

        before = before[..^1].TrimEnd(" \"'");
        return ImageKey.Of(before[(before.LastIndexOfAny(" \"'{,") + 1)..].ToString()) is { IsNoImage: false, Part: ImagePart.Image };
    }

    private static bool IsRemark(string sentence) =>
        sentence.StartsWith('#')
        || sentence.StartsWith('$')
        || sentence.StartsWith("//", StringComparison.Ordinal)
        || sentence.Contains("example", StringComparison.OrdinalIgnoreCase)
        || sentence.Contains("e.g.", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>postgres:16.4</c>: a word and a version, and no address of anything else.</summary>
    private static bool IsShortName(string word)
    {
        var colon = word.IndexOf(':');
        var name = word.AsSpan(0, colon);
        return colon >= ShortestName
            && colon == word.LastIndexOf(':')
            && ReferenceText.LooksLikeVersion(word[(colon + 1)..])
            && char.IsAsciiLetterLower(name[0])
            && name.IndexOfAnyExceptInRange('a', 'z') is var other
            && (other < 0 || (name[other] is '-' && name[(other + 1)..].IndexOfAnyExceptInRange('a', 'z') < 0));
    }

    private static bool IsKnownName(string word) =>
        word.IndexOf('/') is > 0 and var slash
        && word.IndexOf('/', slash + 1) > 0
        && KnownRegistries.Has(word[..slash])
        && !word.Contains(':');

    private static bool IsTag(ReadOnlySpan<char> tag) =>
        char.IsAsciiLetterOrDigit(tag[^1])
        && (tag is "latest" or "stable" or "main" or "master" or "edge" or "nightly" or "dev" || tag.ContainsAnyInRange('0', '9'));
}
