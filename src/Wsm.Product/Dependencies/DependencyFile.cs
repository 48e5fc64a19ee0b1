using Wsm.Helm.Charts;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;
using YamlDotNet.Core;

namespace Wsm.Product.Dependencies;

/// <summary>A file with a list of dependencies, while it is edited.</summary>
internal sealed class DependencyFile
{
    private readonly TextEdits _edits;
    private readonly MapNode? _root;

    /// <param name="chart">For messages.</param>
    /// <exception cref="UserError">It cannot be read in a way that lets it be edited.</exception>
    public DependencyFile(ChartFile file, string chart)
    {
        var mistakes = new CatalogErrors();
        _edits = new TextEdits(file.Text);
        _root = NodeReader.Read(file.Text, mistakes) as MapNode;
        if (mistakes.Any)
        {
            throw mistakes.ToError($"{file.Name} of the chart {chart}", "file");
        }
    }

    /// <summary>As the file names them after the edits so far; what a lock does not say is left out.</summary>
    public IReadOnlyList<ChartDependency?> Dependencies => [.. Items().Select(item => item.Dependency)];

    public string Text => _edits.Apply();

    private Dictionary<MapNode, string> Moved { get; } = new(ReferenceEqualityComparer.Instance);

    public void Move(Func<ChartDependency, bool> isMoved, string repository)
    {
        foreach (var (node, dependency) in Items().ToList())
        {
            if (isMoved(dependency) && Find(node, "repository") is { } place)
            {
                _edits.Replace(place.Extent, Written(place, repository));
                Moved[node] = repository;
            }
        }
    }

    public void SetDigest(string digest)
    {
        if (_root is not null && Find(_root, "digest") is { } place)
        {
            _edits.Replace(place.Extent, Written(place, digest));
        }
    }

    private IEnumerable<(MapNode Node, ChartDependency Dependency)> Items() =>
        (_root?.Entries.LastOrDefault(entry => entry.Key.Text == "dependencies").Value as YamlList)
            ?.Items.OfType<MapNode>()
            .Select(node =>
                (
                    node,
                    new ChartDependency
                    {
                        Name = Find(node, "name")?.Text ?? "",
                        Version = Find(node, "version")?.Text ?? "",
                        Repository = Moved.GetValueOrDefault(node) ?? Find(node, "repository")?.Text ?? "",
                    }
                )
            )
        ?? [];

    private static ScalarNode? Find(MapNode map, string name) =>
        map.Entries.LastOrDefault(entry => entry.Key.Text == name).Value is ScalarNode { IsNull: false } value ? value : null;

    private static string Written(ScalarNode was, string text) =>
        was.Style switch
        {
            ScalarStyle.SingleQuoted => $"'{text}'",
            ScalarStyle.DoubleQuoted => $"\"{text}\"",
            _ => text,
        };
}
