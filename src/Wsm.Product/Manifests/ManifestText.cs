using System.Text;

namespace Wsm.Product.Manifests;

/// <summary>A set of manifests in one text: what a digest is made of.</summary>
internal static class ManifestText
{
    public static string Of(ManifestSet set)
    {
        if (set.Files is [var only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var file in set.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.Append("# Source: ").Append(file.Path).Append('\n').Append(file.Text).Append('\n');
        }

        return text.ToString();
    }
}
