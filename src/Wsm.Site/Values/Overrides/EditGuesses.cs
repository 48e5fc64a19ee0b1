using Wsm.Helm.Provenance;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// What is worth a try where provenance cannot tell: values that a template reads and whose names say registry, and values that a function
/// hides.
/// </summary>
internal static class EditGuesses
{
    /// <summary>For an image that no value is known to have a part in: the maps that hold its name.</summary>
    public static IEnumerable<IReadOnlyList<ValueEdit>> ForHidden(ImageUse use, string wanted, RenderedImages rendered) =>
        HiddenPieces.Of(use.Text, rendered.ValueAt(ValuePath.Root)).SelectMany(pieces => PieceSolver.Solve(pieces, wanted));

    /// <param name="wanted">The text that the image is to become.</param>
    public static IEnumerable<IReadOnlyList<ValueEdit>> For(ImageUse use, string wanted, RenderedImages rendered)
    {
        var name = use.Reference.Repository;
        var shortName =
            name.StartsWith("library/", StringComparison.Ordinal) && !use.Text.Contains("library/") ? name["library/".Length..] : name;
        var home = RegistryOf(wanted, shortName);
        // Another registry alone makes the image what it is to be only where its path stays.
        if (wanted.StartsWith($"{home}/{shortName}", StringComparison.Ordinal))
        {
            foreach (var path in rendered.Reads.Where(path => path.Key is { } key && SaysRegistry(key)))
            {
                yield return [new ValueEdit(path, home)];
            }
        }

        foreach (var origin in use.Origins())
        {
            if (
                rendered.ValueAt(origin.Path).Data is string { Length: > 0 } text
                && Become(text, use.Text, name, wanted, home) is { Length: > 0 } made
            )
            {
                yield return [new ValueEdit(origin.Path, made)];
            }
        }
    }

    private static string? Become(string text, string image, string name, string wanted, string home)
    {
        if (image.StartsWith(text, StringComparison.Ordinal) && wanted.EndsWith(image[text.Length..], StringComparison.Ordinal))
        {
            return wanted[..^(image.Length - text.Length)];
        }

        return text.Contains(name, StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace)
            ? home + "/" + text[text.IndexOf(name, StringComparison.Ordinal)..]
            : null;
    }

    private static bool SaysRegistry(string key) =>
        key.EndsWith("registry", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith("prefix", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith("hub", StringComparison.OrdinalIgnoreCase)
        || (key.EndsWith("host", StringComparison.OrdinalIgnoreCase) && key.Contains("image", StringComparison.OrdinalIgnoreCase));

    /// <summary>The part of the target that takes the registry's place.</summary>
    private static string RegistryOf(string wanted, string repository)
    {
        var at = wanted.IndexOf("/" + repository, StringComparison.Ordinal);
        return at > 0 ? wanted[..at] : wanted[..Math.Max(0, wanted.IndexOf('/'))];
    }
}
