using Wsm.Product.Catalogs;

namespace Wsm.Commands.List;

/// <summary>Says for people why an image is needed.</summary>
internal static class OriginText
{
    /// <summary>What starts the image, and below it the template and the values that name it.</summary>
    /// <param name="withComponent">Nothing around the lines tells which component is spoken of.</param>
    public static IEnumerable<string> Lines(ImageOrigin origin, bool withComponent)
    {
        yield return withComponent ? $"{origin.Component}: {OriginWords.Place(origin)}" : OriginWords.Place(origin);
        if (origin.Template is not null)
        {
            yield return "  "
                + $"{Template(origin)}{(origin is { Kind: OriginKind.Container or OriginKind.Field, Values: [] } ? " (literal text: no value changes it)" : "")}";
        }

        if (origin.Text is { } text)
        {
            yield return $"  {text}";
        }

        foreach (var value in origin.Values)
        {
            var current = value.Value switch
            {
                null => "",
                "" => " = \"\"",
                var given => $" = {given}",
            };
            var layer = value.Layer is null ? "" : $" ({value.Layer})";
            yield return $"  {value.Path}{current}{layer}";
        }

        if (origin.Switch is { } condition)
        {
            yield return $"  only with {condition}";
        }
    }

    /// <summary>The same in one line, without values.</summary>
    public static string Headline(ImageOrigin origin) =>
        origin.Template is null
            ? $"{origin.Component}: {OriginWords.Place(origin)}"
            : $"{origin.Component}: {OriginWords.Place(origin)} [{Template(origin)}]";

    /// <summary>What turns an image on that is off; empty for one that is started anyway.</summary>
    public static IReadOnlyList<string> Switches(ResolvedImage image) =>
        image.Origins.All(origin => origin.Switch is not null) ? [.. image.Origins.Select(origin => origin.Switch!).Distinct()] : [];

    /// <summary>The same in few words; null for an image that is started anyway.</summary>
    public static string? Condition(ResolvedImage image) =>
        Switches(image) switch
        {
            [] => null,
            [var only] => only,
            [var first, _] => $"{first} or one other switch",
            [var first, ..] all => $"{first} or {all.Count - 1} other switches",
        };

    private static string Template(ImageOrigin origin) => origin.Line is { } line ? $"{origin.Template}:{line}" : origin.Template!;
}
