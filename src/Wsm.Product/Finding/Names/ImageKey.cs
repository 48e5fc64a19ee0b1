namespace Wsm.Product.Finding.Names;

/// <summary>What the name of a key, flag, variable or annotation tells about its value.</summary>
/// <param name="Part">The part of a reference that the value is.</param>
/// <param name="Stem">What two keys of one image have in common: <c>sidecar</c> of <c>SIDECAR_IMAGE_TAG</c>.</param>
/// <param name="SaysImage">The name says that the value is an image, or has images in it.</param>
/// <param name="IsNoImage">Whatever stands there is told, forbidden, checked or made, and not started.</param>
internal sealed record ImageKey(ImagePart Part, string Stem, bool SaysImage, bool IsNoImage)
{
    /// <summary>Charts or code come from there, whatever parts it has.</summary>
    public bool IsCode { get; private init; }

    /// <summary>Charts or code come from there, and nothing else.</summary>
    public bool IsSource { get; private init; }

    /// <summary>Neither the text nor what stands below the key is looked at.</summary>
    public bool IsNoBlock { get; private init; }

    /// <summary>The key names a source of charts, code, models or addresses.</summary>
    public bool IsElsewhere { get; private init; }

    public static ImageKey Of(string key)
    {
        var words = KeyWords.Split(key);
        if (words.Count == 0)
        {
            return new ImageKey(ImagePart.None, "", false, false);
        }

        var image = words.FindLastIndex(KeyVocabulary.Images.Contains);
        var related = words is ["related", "image", _, ..];
        var about =
            image >= 0
            && !related
            && words.Skip(image + 1).Concat(words.Take(image).Where(KeyVocabulary.Pictures.Contains)).Any(KeyVocabulary.About.Contains);
        var (part, used) = PartOf(words);
        var saysImage = image >= 0 && !about;
        if (related)
        {
            (part, used, saysImage) = (ImagePart.Image, 0, true);
        }

        return new ImageKey(
            about ? ImagePart.None : part,
            key[..(key.LastIndexOf('/') + 1)]
                + string.Join(' ', words.Take(words.Count - used).Where(word => !KeyVocabulary.Filler.Contains(word))),
            saysImage,
            IsNoImage: !related && part is ImagePart.None && IsTold(words, image)
        )
        {
            IsNoBlock =
                !related
                && (
                    KeyVocabulary.Blocks.Contains(words[^1])
                    || words[0] is "verify" or "example"
                    || (image >= 0 && words.Any(KeyVocabulary.Blocks.Contains))
                ),
            // A mapping called helm holds values of a chart, which may name images.
            IsCode =
                image < 0
                && (
                    words.Any(KeyVocabulary.Code.Contains)
                    || (words.Count > 1 && words.Contains("helm"))
                    || (words is [var only] && KeyVocabulary.CodeAlone.Contains(only))
                ),
            IsSource = image < 0 && words.Any(KeyVocabulary.Sources.Contains),
            IsElsewhere = words.Any(KeyVocabulary.Elsewhere.Contains) && image < 0,
        };
    }

    private static bool IsTold(List<string> words, int image) =>
        KeyVocabulary.Words.Contains(words[^1])
        || words[0] is "example" or "sample" or "verify"
        || (image >= 0 && words.Any(word => KeyVocabulary.Words.Contains(word)));

    private static (ImagePart Part, int Used) PartOf(List<string> words)
    {
        var before = words.Count > 1 ? words[^2] : "";
        return words[^1] switch
        {
            "tag" => (ImagePart.Tag, 1),
            "version" => (before is "image" or "container" ? ImagePart.Tag : ImagePart.Version, 1),
            "digest" or "sha" or "sha256" => (ImagePart.Digest, 1),
            "registry" or "hub" => (ImagePart.Registry, 1),
            "url" or "host" or "server" or "prefix" when before is "registry" or "repo" or "repository" => (ImagePart.Registry, 2),
            "prefix" when before == "image" => (ImagePart.Registry, 1),
            "repository" or "repo" => (ImagePart.Repository, 1),
            "image" or "img" when before == "base" => (ImagePart.BaseImage, 2),
            "image" or "img" => (ImagePart.Image, 1),
            "name" when before is "image" or "container" && words.Count > 1 && words.Contains("image") => (ImagePart.Image, 1),
            "name" when words.Count == 1 || before == "new" => (ImagePart.Name, 1),
            "ref" or "reference" or "uri" or "url" or "fullname" when before is "image" => (ImagePart.Image, 1),
            _ => (ImagePart.None, 0),
        };
    }
}
