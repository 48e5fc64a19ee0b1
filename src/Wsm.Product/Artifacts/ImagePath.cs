using System.Globalization;
using Wsm.Product.Catalogs.Yaml;

namespace Wsm.Product.Artifacts;

/// <summary>A path with wildcards to places of a file that name images: <c>applications.*.image</c>.</summary>
internal sealed class ImagePath(string text)
{
    private const string Any = "*";

    private readonly string[] _steps = text.Split('.');

    /// <summary>Every node that the path leads to, with its path in full.</summary>
    public IEnumerable<(string Path, YamlNode Node)> In(YamlNode root) => Below("", root, 0);

    private IEnumerable<(string Path, YamlNode Node)> Below(string path, YamlNode node, int depth)
    {
        if (depth == _steps.Length)
        {
            return [(path, node)];
        }

        return Children(path, node)
            .Where(child => _steps[depth] == Any || child.Key == _steps[depth])
            .SelectMany(child => Below(child.Path, child.Node, depth + 1));
    }

    public static IEnumerable<(string Key, string Path, YamlNode Node)> Children(string path, YamlNode node) =>
        node switch
        {
            MapNode map => map.Entries.Select(entry => (entry.Key.Text, Join(path, entry.Key.Text), entry.Value)),
            YamlList list => list.Items.Select(
                (item, at) => (at.ToString(CultureInfo.InvariantCulture), $"{path}[{at.ToString(CultureInfo.InvariantCulture)}]", item)
            ),
            _ => [],
        };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
