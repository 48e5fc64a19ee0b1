using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;

namespace Wsm.Site.Values.Kustomizations;

/// <summary>
/// Objects whose name the server makes (<c>metadata.generateName</c>): each <c>kubectl create</c> makes another, and no kustomization takes
/// them. They are written with their images in place instead.
/// </summary>
internal static class CreatedDocuments
{
    public const string FileName = "create.yaml";

    public static bool Has(RenderedDocument document) =>
        document.Head is { Name.Length: 0, Kind.Length: > 0 }
        && document.Data.Data is MapValue root
        && root["metadata"].Data is MapValue metadata
        && metadata["generateName"].Data is string { Length: > 0 };

    /// <param name="replaced">The documents, each with what is to stand at which fields: JSON pointers (RFC 6901) in steps.</param>
    public static string Text(
        string folder,
        IEnumerable<(RenderedDocument Document, Dictionary<IReadOnlyList<string>, string> Fields)> replaced
    )
    {
        var text =
            $"# Objects that are made anew each time, for a site without internet, written by wsm.\n# kubectl create -f {folder}/{FileName}\n";
        foreach (var (document, fields) in replaced)
        {
            var data = YamlReader.Read((string)document.Text.Data!, new YamlReadOptions { KeepIntegers = true });
            foreach (var (steps, value) in fields)
            {
                FieldPointer.Set(data, steps, value);
            }

            text += "---\n" + YamlWriter.Text(data);
        }

        return text;
    }
}
