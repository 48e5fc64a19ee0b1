using Wsm.Catalogs;

namespace Wsm.List;

/// <summary>Says for people why an image is needed.</summary>
internal static class OriginText
{
    public static IEnumerable<string> Lines(ImageOrigin origin)
    {
        yield return Headline(origin);
        foreach (var value in origin.Values)
        {
            var current = value.Value is null ? "" : $" = {value.Value}";
            var layer = value.Layer is null ? "" : $" ({value.Layer})";
            yield return $"  {value.Path}{current}{layer}";
        }

        if (origin.Switch is { } condition)
        {
            yield return $"  only with {condition}";
        }
    }

    public static string Headline(ImageOrigin origin)
    {
        var place = origin switch
        {
            { Kind: OriginKind.Catalog, Reason: { } reason } => $"named in the catalog: {reason}",
            { Kind: OriginKind.Catalog } => "named in the catalog",
            { Container: { } container } => $"{origin.Document}, container {container}",
            _ => origin.Document ?? "",
        };
        var template = origin.Template is null ? "" : $" [{origin.Template}{(origin.Line is { } line ? $":{line}" : "")}]";
        return $"{origin.Component}: {place}{template}";
    }
}
