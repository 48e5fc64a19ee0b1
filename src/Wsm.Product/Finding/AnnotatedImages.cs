using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Oci.References;

namespace Wsm.Product.Finding;

/// <summary>
/// The images that a chart's author lists in its annotations: <c>artifacthub.io/images</c>, <c>helm.sh/images</c> and Bitnami's
/// <c>images</c>, each a YAML list of
/// <c>{name, image}</c>. Nobody checks that such a list is right, so it only serves as a cross-check.
/// </summary>
internal static class AnnotatedImages
{
    private static readonly string[] Keys = ["artifacthub.io/images", "helm.sh/images", "images"];

    /// <summary>Each reference once; what is no list or no reference says nothing.</summary>
    public static IReadOnlyList<ImageReference> Of(Chart chart) =>
        [.. Keys.Select(key => chart.Metadata.Annotations?.GetValueOrDefault(key)).OfType<string>().SelectMany(Read).Distinct()];

    private static IEnumerable<ImageReference> Read(string yaml)
    {
        ListValue entries;
        try
        {
            entries = YamlReader.ReadList(yaml);
        }
        catch (YamlException)
        {
            // An author's slip in a comment-like field is no reason to stop, and rendering has found the images anyway.
            yield break;
        }

        foreach (var entry in entries.Items)
        {
            if ((entry.Data as MapValue)?["image"].Data is string text && ImageReference.TryParse(text.Trim(), out var reference))
            {
                yield return reference;
            }
        }
    }
}
