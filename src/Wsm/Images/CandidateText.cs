using Wsm.Oci.References;

namespace Wsm.Images;

/// <summary>
/// Finds image references in text that is not an image field: flags, environment variables, configuration files. It would rather
/// pass a doubtful word over than cry wolf, except where the text around says that an image follows.
/// </summary>
internal static class CandidateText
{
    private static readonly string[] KnownRegistries =
    [
        "docker.io",
        "index.docker.io",
        "quay.io",
        "ghcr.io",
        "gcr.io",
        "registry.k8s.io",
        "k8s.gcr.io",
        "mcr.microsoft.com",
        "public.ecr.aws",
        "nvcr.io",
        "registry.gitlab.com",
        "cgr.dev",
        "docker.elastic.co",
        "registry.access.redhat.com",
        "registry.redhat.io",
        "xpkg.upbound.io",
        "lscr.io",
        "icr.io",
        "container-registry.oracle.com",
    ];

    private static readonly string[] KnownRegistryEndings =
    [
        ".gcr.io",
        ".amazonaws.com",
        ".azurecr.io",
        ".pkg.dev",
        ".quay.io",
        ".icr.io",
        ".jfrog.io",
        ".ocir.io",
    ];

    /// <param name="text">Any text.</param>
    /// <param name="isImageField">The text stands in a place whose name says image: then a bare <c>redis:7</c> counts too.</param>
    /// <param name="home">A registry that counts as well known.</param>
    public static IEnumerable<Candidate> Find(string text, bool isImageField, string? home = null)
    {
        var named = isImageField;
        for (var at = 0; at < text.Length; )
        {
            for (; at < text.Length && !IsOfWord(text[at]); at++)
            {
                if (text[at] == '\n')
                    named = isImageField;
            }

            var start = at;
            while (at < text.Length && IsOfWord(text[at]))
                at++;
            var end = at;
            while (end > start && text[end - 1] is '.' or ':' or '-' or '/' or '@')
                end--;
            var word = text[start..end];
            if (TryReference(word, named, home) is { } reference)
                yield return new Candidate(start, reference);
            // "image: x", "--sidecar-image=x", "IMAGE=x": the next word of the line is one.
            named = isImageField || word.EndsWith("image", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '@';

    private static ImageReference? TryReference(string word, bool named, string? home)
    {
        if (
            word.Length is < 3 or > 512
            || !char.IsAsciiLetterOrDigit(word[0])
            || word.Contains("://")
            || !ImageReference.TryParse(word, out var reference)
        )
            return null;
        var hasRegistry = reference.AsWritten.StartsWith(reference.Registry + "/", StringComparison.Ordinal);
        var hasPath = word.Contains('/');
        if (reference.Digest is not null)
            return reference;
        if (!HasTag(word))
            return hasPath && hasRegistry && (named || reference.Registry == home || IsKnown(reference.Registry)) ? reference : null;
        var tag = reference.Tag!;
        if (named)
            return LooksLikePort(tag) && !hasPath ? null : reference;
        if (!hasPath)
            return null;
        return hasRegistry || (LooksLikeVersion(tag) && !LooksLikePort(tag)) ? reference : null;
    }

    private static bool HasTag(string word) => word.LastIndexOf(':') > word.LastIndexOf('/');

    private static bool LooksLikeVersion(string tag) =>
        tag is "latest" or "stable" or "main" or "master" or "edge" || tag.AsSpan().ContainsAnyInRange('0', '9');

    private static bool LooksLikePort(string tag) =>
        int.TryParse(tag, System.Globalization.NumberStyles.None, null, out var number) && number is >= 80 and <= 65535;

    private static bool IsKnown(string registry) =>
        KnownRegistries.Contains(registry) || KnownRegistryEndings.Any(ending => registry.EndsWith(ending, StringComparison.Ordinal));
}

/// <param name="Start">Where the reference stands in the text that was searched.</param>
internal readonly record struct Candidate(int Start, ImageReference Reference);
