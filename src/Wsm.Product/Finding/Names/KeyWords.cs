namespace Wsm.Product.Finding.Names;

/// <summary>The words of a key in any spelling: <c>sidecarImageTag</c>, <c>SIDECAR_IMAGE_TAG</c>, <c>--sidecar-image-tag</c>.</summary>
internal static class KeyWords
{
    private static readonly string[] AfterImage =
    [
        "name",
        "tag",
        "repo",
        "repository",
        "registry",
        "version",
        "digest",
        "ref",
        "reference",
        "url",
        "uri",
        "prefix",
    ];

    /// <summary>In lower case. What stands before the last slash is somebody's domain and says nothing.</summary>
    public static List<string> Split(string key)
    {
        var words = new List<string>();
        var start = key.LastIndexOf('/') + 1;
        for (var at = start; at <= key.Length; at++)
        {
            var isEnd = at == key.Length || !char.IsAsciiLetterOrDigit(key[at]);
            var isHump =
                !isEnd
                && at > start
                && char.IsAsciiLetterUpper(key[at])
                && (!char.IsAsciiLetterUpper(key[at - 1]) || (at + 1 < key.Length && char.IsAsciiLetterLower(key[at + 1])));
            if (!isEnd && !isHump)
            {
                continue;
            }

            if (at > start)
            {
                AddGlued(words, key[start..at].ToLowerInvariant());
            }

            start = isEnd ? at + 1 : at;
        }

        return words;
    }

    /// <summary><c>dockerimage</c> and <c>imagetag</c> are two words that somebody wrote as one.</summary>
    private static void AddGlued(List<string> words, string word)
    {
        if (word.Length > 5 && word.EndsWith("image", StringComparison.Ordinal))
        {
            words.AddRange([word[..^5], "image"]);
        }
        else if (word.Length > 6 && word.EndsWith("images", StringComparison.Ordinal))
        {
            words.AddRange([word[..^6], "images"]);
        }
        else if (word.StartsWith("image", StringComparison.Ordinal) && AfterImage.Contains(word[5..]))
        {
            words.AddRange(["image", word[5..]]);
        }
        else
        {
            words.Add(word);
        }
    }
}
