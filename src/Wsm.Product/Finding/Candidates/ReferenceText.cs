using System.Globalization;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>
/// Finds image references in a text. Where nothing around says image it takes only what names a registry and a tag or digest, or has
/// a version for a tag: it would rather pass a doubtful word over than cry wolf.
/// </summary>
/// <param name="home">A registry that counts as well known.</param>
internal sealed class ReferenceText(string? home)
{
    private const int Longest = 512;

    /// <summary>Schemes after which an image reference stands.</summary>
    private static readonly string[] Schemes = ["docker", "oci", "registry", "container", "containers", "docker-image", "image"];

    public IEnumerable<TextReference> Find(string text, TextSense sense)
    {
        var (from, to) = Trim(text);
        sense = sense == TextSense.Plain && ImagePrograms.Run(text) ? TextSense.BelowImage : sense;
        for (var at = from; at < to; )
        {
            while (at < to && !IsOfWord(text[at]))
            {
                at++;
            }

            var start = at;
            while (at < to && IsOfWord(text[at]))
            {
                at++;
            }

            if (start == at || IsCut(text, start, at))
            {
                continue;
            }

            if (Judge(text, start, at, sense, isWhole: start == from && at == to) is { } found)
            {
                yield return found;
            }
        }
    }

    private static (int From, int To) Trim(string text)
    {
        var (from, to) = (0, text.Length);
        while (from < to && IsEdge(text[from]))
        {
            from++;
        }

        while (to > from && IsEdge(text[to - 1]))
        {
            to--;
        }

        return (from, to);

        static bool IsEdge(char letter) => char.IsWhiteSpace(letter) || letter is '"' or '\'' or '`';
    }

    private static bool IsOfWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/' or ':' or '@';

    /// <summary>What goes on with a sign of a template, a pattern or a number is no reference, nor half of one.</summary>
    private static bool IsCut(string text, int start, int end) =>
        (start > 0 && text[start - 1] is '$' or '%' or '}' or '*' or '~' or '+' or '\\' or '!')
        || (start > 1 && text[start - 1] == '{' && text[start - 2] is '$' or '{')
        || (end < text.Length && text[end] is '$' or '%' or '{' or '*' or '~' or '+' or '\\' or '(' && !IsLineEnd(text, end))
        || (start > 0 && text[start - 1] == '(' && start > 1 && text[start - 2] == '$');

    private static bool IsLineEnd(string text, int at) => text[at] == '\\' && (at + 1 == text.Length || text[at + 1] is 'n' or '\n' or '"');

    private TextReference? Judge(string text, int start, int end, TextSense sense, bool isWhole)
    {
        while (end > start && text[end - 1] is '.' or '-' or '/')
        {
            (end, isWhole) = (end - 1, false);
        }

        var word = text[start..end];
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        var hasScheme = scheme > 0;
        if (hasScheme)
        {
            if (!Schemes.Contains(word[..scheme]))
            {
                return null;
            }

            start += scheme + 3;
            word = text[start..end];
        }

        if (word.Length is < 2 or > Longest || !char.IsAsciiLetterOrDigit(word[0]) || word[^1] is ':' or '@')
        {
            return null;
        }

        if (!ImageReference.TryParse(word, out var reference))
        {
            // name:registry/path:tag of lists that give each image a name
            return word.IndexOf(':') is > 0 and var colon && word.LastIndexOf(':') > colon && IsName(word[..colon])
                ? Judge(text, start + colon + 1, end, sense == TextSense.Plain ? TextSense.BelowImage : sense, isWhole: false)
                : null;
        }

        return
            Rate(
                word,
                reference,
                hasScheme && sense is not (TextSense.Elsewhere or TextSense.Address) ? TextSense.BelowImage : sense,
                isWhole
            )
                is { } confidence
            ? new TextReference(start, reference, confidence)
            : null;
    }

    private static bool IsName(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private Confidence? Rate(string word, ImageReference reference, TextSense sense, bool isWhole)
    {
        var slash = word.IndexOf('/');
        var hasHost = slash > 0 && (word[..slash] == "localhost" || word.AsSpan(0, slash).ContainsAny('.', ':'));
        var isKnown = hasHost && (reference.Registry == home || KnownRegistries.Has(word[..slash]));
        var tag = word.LastIndexOf(':') > word.LastIndexOf('/') ? reference.Tag : null;
        if (sense == TextSense.Elsewhere || (hasHost && KnownRegistries.IsAnother(word[..slash])))
        {
            return null;
        }

        if (sense == TextSense.Address)
        {
            return isKnown && isWhole && (reference.Digest is not null || (tag is not null && HasDigit(tag))) ? Confidence.High : null;
        }

        if (reference.Digest is not null)
        {
            return sense != TextSense.Plain || isKnown ? Confidence.High
                : slash > 0 ? Confidence.Low
                : null;
        }

        if (tag is null)
        {
            return RateUntagged(word, sense, isWhole, hasHost);
        }

        if (LooksLikePort(tag) && (slash < 0 || sense == TextSense.Plain))
        {
            return null;
        }

        if (sense == TextSense.Image)
        {
            return PlainWords.Has(word) || (!isWhole && slash < 0 && !HasDigit(tag)) ? null : Confidence.High;
        }

        if (isKnown)
        {
            return Confidence.High;
        }

        if (sense == TextSense.Images)
        {
            return PlainWords.Has(word) || (!hasHost && !HasDigit(tag)) ? null : Confidence.High;
        }

        return sense == TextSense.BelowImage && slash > 0 && HasDigit(tag) ? Confidence.High
            : sense == TextSense.BelowImage && slash < 0 ? (isWhole && HasDigit(tag) ? Confidence.Low : null)
            : !LooksLikeVersion(tag) || slash < 0 ? null
            : hasHost
                ? (
                    isWhole && KnownRegistries.SaysSo(word[..slash]) || word.StartsWith("localhost:", StringComparison.Ordinal)
                        ? Confidence.Low
                        : null
                )
            : Confidence.Low;
    }

    private static Confidence? RateUntagged(string word, TextSense sense, bool isWhole, bool hasHost)
    {
        if (!isWhole || PlainWords.Has(word) || sense is TextSense.Plain or TextSense.BelowImage)
        {
            return null;
        }

        if (hasHost)
        {
            return Confidence.High;
        }

        // A bare number or version is a tag of something else.
        return sense == TextSense.Image && !char.IsAsciiDigit(word[0]) && !word.Contains('.')
            ? word.Contains('/') || word.Length > 2
                ? Confidence.High
                : null
            : null;
    }

    private static bool HasDigit(string tag) =>
        tag is "latest" or "stable" or "main" or "master" or "edge" or "nightly" or "dev" || tag.AsSpan().ContainsAnyInRange('0', '9');

    /// <summary>A number, a dot, a number, as no port and no word has.</summary>
    public static bool LooksLikeVersion(string tag)
    {
        var dot = tag.IndexOf('.');
        var start = tag.StartsWith('v') ? 1 : 0;
        return dot > start
            && dot + 1 < tag.Length
            && char.IsAsciiDigit(tag[dot + 1])
            && tag.AsSpan(start, dot - start).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static bool LooksLikePort(string tag) =>
        int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 80 and <= 65535;
}

/// <param name="Start">Where the reference stands in the text that was searched.</param>
internal readonly record struct TextReference(int Start, ImageReference Reference, Confidence Confidence);
