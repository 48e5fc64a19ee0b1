using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Listing;

/// <summary>The images of a compose file's services.</summary>
/// <remarks>https://docs.docker.com/reference/compose-file/</remarks>
internal sealed class ComposeFile
{
    private const int DeepestInclusion = 20;

    /// <summary>Files that each include the same two, and so on, would be read for ever.</summary>
    private const int MostInclusions = 1000;

    /// <summary>Names that docker compose looks for by itself, and then takes the override beside them too.</summary>
    private static readonly string[] StandardNames = ["compose", "docker-compose"];

    private readonly Func<string, string?> _read;
    private readonly List<ListedImage> _images = [];
    private readonly List<string> _problems = [];
    private readonly Dictionary<(string Path, bool MayBePart), MapNode?> _roots = [];
    private int _inclusions;
    private Func<string, string?> _values;

    private ComposeFile(Func<string, string?> read, Func<string, string?> values) => (_read, _values) = (read, values);

    /// <summary>A file of several that are laid over one another, the last on top.</summary>
    private readonly record struct Part(MapNode Root, string Path);

    /// <summary>What one file says of a service.</summary>
    private readonly record struct Layer(MapNode? Service, Part Part, int Line);

    /// <param name="path">The file; others that it names are found beside it, and so is its override.</param>
    /// <param name="read">A file's text; null where there is none.</param>
    /// <param name="environment">Variables that go before those of <c>.env</c>.</param>
    /// <exception cref="UserError">It is not a compose file.</exception>
    public static ListedImages Read(string text, string path, Func<string, string?> read, Func<string, string?> environment)
    {
        var file = new ComposeFile(read, environment);
        file.AddVariables([Beside(path, ".env")]);
        var whole = new Part(Root(text, path, mayBePart: false), path);
        file.Add(file.OverrideOf(path) is { } other ? [whole, other] : [whole], depth: 0);
        return new ListedImages(file._images, file._problems);
    }

    private Part? OverrideOf(string path)
    {
        var (stem, ending) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        if (!StandardNames.Contains(stem) || ending is not (".yaml" or ".yml"))
        {
            return null;
        }

        foreach (var name in (string[])[$"{stem}.override{ending}", $"{stem}.override{(ending == ".yml" ? ".yaml" : ".yml")}"])
        {
            if (RootOf(Beside(path, name), mayBePart: true) is { } root)
            {
                return new Part(root, Beside(path, name));
            }
        }

        return null;
    }

    private void Add(IReadOnlyList<Part> parts, int depth)
    {
        foreach (var (part, included) in parts.SelectMany(part => Included(part.Root), (part, included) => (part, included)))
        {
            Include(part, included, depth);
        }

        var services = parts
            .SelectMany(
                part => Entries(Find(part.Root, "services")),
                (part, entry) => (entry.Name, Layer: new Layer(entry.Node as MapNode, part, (int)entry.Node.Place.Line))
            )
            .GroupBy(service => service.Name, service => service.Layer);
        foreach (var service in services)
        {
            AddService(service.Key, [.. service]);
        }

        foreach (var (part, (name, node)) in parts.SelectMany(part => Entries(Find(part.Root, "models")), (part, entry) => (part, entry)))
        {
            _problems.Add($"{part.Path}:{node.Place.Line}: the model '{name}' is no image, and is not carried");
        }
    }

    /// <summary>Files of one inclusion are laid over one another; their variables count below those of whoever includes them.</summary>
    private void Include(Part part, YamlNode included, int depth)
    {
        var names = Texts(included is MapNode ? Find(included, "path") : included);
        if (depth == DeepestInclusion)
        {
            throw UserError.Usage($"{part.Path} includes {string.Join(", ", names)}, and so on without an end.");
        }

        if (++_inclusions > MostInclusions)
        {
            throw UserError.Usage($"{part.Path} and others include more than {MostInclusions} files.");
        }

        var outer = _values;
        var inner = new List<Part>();
        foreach (var name in names)
        {
            var path = Fill(name, part.Path, "include") is { } filled ? Beside(part.Path, filled) : null;
            if (path is not null && inner.Count == 0)
            {
                var folder = Text(Find(included, "project_directory")) is { } other
                    ? Beside(part.Path, other)
                    : Path.GetDirectoryName(path);
                var files = Texts(Find(included, "env_file"));
                AddVariables(files.Count > 0 ? files.Select(file => Beside(part.Path, file)) : [Path.Combine(folder ?? "", ".env")]);
            }

            if (path is not null && RootOf(path, mayBePart: inner.Count > 0) is { } root)
            {
                inner.Add(new Part(root, path));
            }
            else if (path is not null)
            {
                _problems.Add($"{part.Path}: includes {name}, which cannot be read");
            }
        }

        Add(inner, depth + 1);
        _values = outer;
    }

    /// <summary>Of several files the last counts, and all of them only where nothing is known yet.</summary>
    private void AddVariables(IEnumerable<string> files)
    {
        var outer = _values;
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in files.Select(_read).OfType<string>().SelectMany(ComposeVariables.ReadEnvironment))
        {
            own[name] = value;
        }

        _values = name => outer(name) ?? own.GetValueOrDefault(name);
    }

    private void AddService(string name, IReadOnlyList<Layer> layers)
    {
        var services = layers.Select(layer => layer.Service).OfType<MapNode>().ToList();
        var (image, place) = layers
            .Reverse()
            .Where(layer => layer.Service is not null)
            .Select(layer => ImageOf(layer.Service!, layer.Part, depth: 0))
            .FirstOrDefault(found => found.Image is not null);
        var built = services.Exists(service => Find(service, "build") is not null);
        if (image is null)
        {
            if (services.Exists(service => Find(service, "provider") is not null))
            {
                return;
            }

            _problems.Add(
                $"{layers[0].Part.Path}:{layers[0].Line}: the service '{name}' "
                    + (built ? "is built from its sources; there is no image of it to carry" : "names no image")
            );
        }
        else
        {
            Add(image, name, built ? "also built from its sources" : null, services, place!);
        }

        foreach (var layer in layers)
        {
            foreach (var volume in (Find(layer.Service, "volumes") as YamlList)?.Items.OfType<MapNode>() ?? [])
            {
                if (Text(Find(volume, "type")) == "image" && Find(volume, "source") is ScalarNode source)
                {
                    Add(source, name, "mounted as a volume", services, layer.Part.Path);
                }
            }
        }
    }

    private void Add(ScalarNode image, string service, string? reason, IReadOnlyList<MapNode> services, string path)
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

        var profiles = services.SelectMany(node => Texts(Find(node, "profiles"))).Distinct().ToList();
        _images.Add(
            new ListedImage(reference, $"service {service}", (int)image.Place.Line)
            {
                Reason = reason,
                Switch = profiles.Count == 0 ? null : $"profile {string.Join(" or ", profiles)}",
            }
        );
    }

    /// <summary>A service's image, or that of the service which it extends; with the file that says so.</summary>
    private (ScalarNode? Image, string? Path) ImageOf(MapNode service, Part part, int depth)
    {
        if (Find(service, "image") is ScalarNode { IsNull: false } image)
        {
            return (image, part.Path);
        }

        var extends = Find(service, "extends");
        var name = Text(extends) ?? Text(Find(extends, "service"));
        if (name is null || depth == DeepestInclusion)
        {
            return (null, null);
        }

        if (Text(Find(extends, "file")) is { } written && Fill(written, part.Path, "extends") is { } file)
        {
            var path = Beside(part.Path, file);
            if (RootOf(path, mayBePart: false) is not { } root)
            {
                _problems.Add($"a service extends one of {path}, which cannot be read");
                return (null, null);
            }

            part = new Part(root, path);
        }

        return Find(Find(part.Root, "services"), name) is MapNode other ? ImageOf(other, part, depth + 1) : (null, null);
    }

    private string? Fill(string text, string place, string what)
    {
        try
        {
            return new ComposeVariables(_values).Fill(text);
        }
        catch (FormatException wrong)
        {
            _problems.Add($"{place}: {what}: {wrong.Message}");
            return null;
        }
    }

    /// <summary>Each file is read once, however many services extend one of it; null where it cannot be read.</summary>
    private MapNode? RootOf(string path, bool mayBePart)
    {
        if (!_roots.TryGetValue((path, mayBePart), out var root))
        {
            root = _read(path) is { } text ? Root(text, path, mayBePart) : null;
            _roots[(path, mayBePart)] = root;
        }

        return root;
    }

    /// <param name="mayBePart">It lies over another, and needs no services of its own.</param>
    private static MapNode Root(string text, string path, bool mayBePart)
    {
        var mistakes = new CatalogErrors();
        var root = NodeReader.Read(text, mistakes) as MapNode;
        if (mistakes.Any)
        {
            throw mistakes.ToError(path, "compose file");
        }

        return root is not null && (mayBePart || Find(root, "services") is MapNode || Find(root, "include") is not null)
            ? root
            : throw UserError.Usage(
                $"{path} is not a compose file: it has no 'services'.",
                "Kubernetes manifests are named with --manifests."
            );
    }

    private static IEnumerable<YamlNode> Included(MapNode root) => (Find(root, "include") as YamlList)?.Items ?? [];

    /// <summary>One text, or a list of them.</summary>
    private static List<string> Texts(YamlNode? node) =>
        node is YamlList several ? [.. several.Items.Select(Text).OfType<string>()]
        : Text(node) is { } only ? [only]
        : [];

    private static IEnumerable<(string Name, YamlNode Node)> Entries(YamlNode? node) =>
        (node as MapNode)
            ?.Entries.Where(entry => entry.Key.Text != "<<" && !entry.Key.Text.StartsWith("x-", StringComparison.Ordinal))
            .Select(entry => (entry.Key.Text, entry.Value))
        ?? [];

    /// <summary>A key of a mapping, or of those that are merged into it.</summary>
    private static YamlNode? Find(YamlNode? node, string key) => Find(node, key, []);

    /// <param name="looked">Mappings that have no such key: aliases may name the same one again and again.</param>
    private static YamlNode? Find(YamlNode? node, string key, HashSet<YamlNode> looked)
    {
        if (node is not MapNode map || !looked.Add(map))
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
            ? several.Items.Select(item => Find(item, key, looked)).FirstOrDefault(found => found is not null)
            : Find(merged, key, looked);
    }

    private static string? Text(YamlNode? node) => node is ScalarNode { IsNull: false } scalar ? scalar.Text : null;

    private static string Beside(string path, string name) => Path.Combine(Path.GetDirectoryName(path) ?? "", name);
}
