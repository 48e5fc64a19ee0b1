using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Listing;

/// <summary>The images of a compose file's services.</summary>
/// <remarks>https://docs.docker.com/reference/compose-file/</remarks>
internal sealed class ComposeFile
{
    private const int DeepestInclusion = 20;

    private readonly Func<string, string?> _read;
    private readonly ComposeVariables _variables;
    private readonly List<ListedImage> _images = [];
    private readonly List<string> _problems = [];

    private ComposeFile(Func<string, string?> read, ComposeVariables variables) => (_read, _variables) = (read, variables);

    /// <param name="path">The file; others that it names are found beside it.</param>
    /// <param name="read">A file's text; null where there is none.</param>
    /// <param name="environment">Variables that go before those of <c>.env</c>.</param>
    /// <exception cref="UserError">It is no compose file.</exception>
    public static ListedImages Read(string text, string path, Func<string, string?> read, Func<string, string?> environment)
    {
        var own = read(Beside(path, ".env")) is { } dotEnv ? ComposeVariables.ReadEnvironment(dotEnv) : new Dictionary<string, string>();
        var file = new ComposeFile(read, new ComposeVariables(name => environment(name) ?? own.GetValueOrDefault(name)));
        file.Add(text, path, depth: 0);
        return new ListedImages(file._images, file._problems);
    }

    private void Add(string text, string path, int depth)
    {
        var root = Root(text, path);
        foreach (var included in Included(root))
        {
            var inner = Fill(included, path, "include") is { } name ? Beside(path, name) : null;
            if (inner is null)
            {
                continue;
            }

            if (depth == DeepestInclusion)
            {
                throw UserError.Usage($"{path} includes {included}, and so on without an end.");
            }

            if (_read(inner) is { } content)
            {
                Add(content, inner, depth + 1);
            }
            else
            {
                _problems.Add($"{path}: includes {included}, which cannot be read");
            }
        }

        foreach (var (name, node) in Entries(Find(root, "services")))
        {
            AddService(name, node, path, root);
        }

        foreach (var (name, node) in Entries(Find(root, "models")))
        {
            _problems.Add($"{path}:{node.Place.Line}: the model '{name}' is no image, and is not carried");
        }
    }

    private void AddService(string name, YamlNode node, string path, MapNode root)
    {
        var service = node as MapNode;
        var (image, place) = service is null ? (null, path) : ImageOf(service, path, root, depth: 0);
        var built = service is not null && Find(service, "build") is not null;
        if (image is null)
        {
            if (service is not null && Find(service, "provider") is not null)
            {
                return;
            }

            _problems.Add(
                built
                    ? $"{path}:{node.Place.Line}: the service '{name}' is built from its sources; there is no image of it to carry"
                    : $"{path}:{node.Place.Line}: the service '{name}' names no image"
            );
        }
        else
        {
            Add(image, name, built ? "also built from its sources" : null, service!, place);
        }

        foreach (var volume in (Find(service, "volumes") as YamlList)?.Items.OfType<MapNode>() ?? [])
        {
            if (Text(Find(volume, "type")) == "image" && Find(volume, "source") is ScalarNode source)
            {
                Add(source, name, "mounted as a volume", service!, path);
            }
        }
    }

    private void Add(ScalarNode image, string service, string? reason, MapNode node, string path)
    {
        if (Fill(image.Text, $"{path}:{image.Place.Line}", $"the service '{service}'") is not { } text)
        {
            return;
        }

        if (!ImageReference.TryParse(text, out var reference, out var problem))
        {
            _problems.Add($"{path}:{image.Place.Line}: the service '{service}' names '{text}', which is not an image reference: {problem}");
            return;
        }

        var profiles = (Find(node, "profiles") as YamlList)?.Items.Select(Text).OfType<string>().ToList() ?? [];
        _images.Add(
            new ListedImage(reference, $"service {service}", (int)image.Place.Line)
            {
                Reason = reason,
                Switch = profiles.Count == 0 ? null : $"profile {string.Join(" or ", profiles)}",
            }
        );
    }

    /// <summary>A service's image, or that of the service which it extends; with the file that says so.</summary>
    private (ScalarNode? Image, string Path) ImageOf(MapNode service, string path, MapNode root, int depth)
    {
        if (Find(service, "image") is ScalarNode { IsNull: false } image)
        {
            return (image, path);
        }

        var extends = Find(service, "extends");
        var name = Text(extends) ?? Text(Find(extends, "service"));
        if (name is null || depth == DeepestInclusion)
        {
            return (null, path);
        }

        if (Text(Find(extends, "file")) is { } written && Fill(written, path, "extends") is { } file)
        {
            path = Beside(path, file);
            if (_read(path) is not { } text)
            {
                _problems.Add($"a service extends one of {path}, which cannot be read");
                return (null, path);
            }

            root = Root(text, path);
        }

        return Find(Find(root, "services"), name) is MapNode other ? ImageOf(other, path, root, depth + 1) : (null, path);
    }

    private string? Fill(string text, string place, string what)
    {
        try
        {
            return _variables.Fill(text);
        }
        catch (FormatException wrong)
        {
            _problems.Add($"{place}: {what}: {wrong.Message}");
            return null;
        }
    }

    private static MapNode Root(string text, string path)
    {
        var mistakes = new CatalogErrors();
        var root = NodeReader.Read(text, mistakes) as MapNode;
        if (mistakes.Any)
        {
            throw mistakes.ToError(path, "compose file");
        }

        return root is not null && (Find(root, "services") is MapNode || Find(root, "include") is not null)
            ? root
            : throw UserError.Usage(
                $"{path} is no compose file: it has no 'services'.",
                "Kubernetes manifests are named with --manifests."
            );
    }

    private static IEnumerable<string> Included(MapNode root) =>
        (Find(root, "include") as YamlList)?.Items.SelectMany(item =>
            (item is MapNode ? Find(item, "path") : item) switch
            {
                YamlList several => several.Items.Select(Text).OfType<string>(),
                var one => Text(one) is { } path ? [path] : [],
            }
        )
        ?? [];

    private static IEnumerable<(string Name, YamlNode Node)> Entries(YamlNode? node) =>
        (node as MapNode)
            ?.Entries.Where(entry => entry.Key.Text != "<<" && !entry.Key.Text.StartsWith("x-", StringComparison.Ordinal))
            .Select(entry => (entry.Key.Text, entry.Value))
        ?? [];

    /// <summary>A key of a mapping, or of those that are merged into it.</summary>
    private static YamlNode? Find(YamlNode? node, string key)
    {
        if (node is not MapNode map)
        {
            return null;
        }

        var own = map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;
        if (own is not null)
        {
            return own;
        }

        var merged = map.Entries.FirstOrDefault(entry => entry.Key.Text == "<<").Value;
        return merged is YamlList several
            ? several.Items.Select(item => Find(item, key)).FirstOrDefault(found => found is not null)
            : Find(merged, key);
    }

    private static string? Text(YamlNode? node) => node is ScalarNode { IsNull: false } scalar ? scalar.Text : null;

    private static string Beside(string path, string name) => Path.Combine(Path.GetDirectoryName(path) ?? "", name);
}
