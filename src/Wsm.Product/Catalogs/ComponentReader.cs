using System.Buffers;
using Wsm.Helm.Versions;
using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Sources;

namespace Wsm.Product.Catalogs;

/// <summary>Reads the components of a catalog.</summary>
internal sealed class ComponentReader(string folder, CatalogErrors mistakes)
{
    /// <summary>How a catalog calls what is no chart.</summary>
    public static IReadOnlyDictionary<string, SourceKind> SourceKeys { get; } =
        new Dictionary<string, SourceKind>
        {
            ["manifests"] = SourceKind.Manifests,
            ["imageList"] = SourceKind.ImageList,
            ["compose"] = SourceKind.Compose,
            ["fromCluster"] = SourceKind.Cluster,
        };

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>What an artifact has a use for too.</summary>
    private static readonly string[] OfArtifacts = ["emit", "releaseName", "namespace"];

    public List<CatalogComponent> ReadAll(IReadOnlyList<YamlNode> nodes)
    {
        var components = new List<CatalogComponent>();
        foreach (var node in nodes)
        {
            var component = Fields.Read(node, "a component", mistakes, Read);
            if (component is null)
            {
                continue;
            }

            if (components.Any(other => other.Name == component.Name))
            {
                mistakes.Add(node.Place, $"a second component has the name '{component.Name}'");
            }

            components.Add(component);
        }

        return components;
    }

    private CatalogComponent? Read(Fields fields)
    {
        var name = fields.RequiredText("name");
        if (name is not null)
        {
            fields.What = $"component '{name}'";
            CheckName(name, fields.PlaceOf("name"));
        }

        var component = new CatalogComponent
        {
            Name = name ?? "",
            Title = fields.Text("title") ?? name ?? "",
            Chart = fields.Take("chart") is { } chart ? Fields.Read(chart, "a chart", mistakes, ReadChart) : null,
            Channel = fields.Take("channel") is { } channel ? ReadChannel(channel) : null,
            Source = ReadSource(fields),
            Artifact = fields.Take("artifact") is { } artifact ? new ArtifactFields(mistakes).Read(artifact) : null,
            Render = fields.Truth("render") ?? true,
            ReleaseName = fields.Text("releaseName"),
            Namespace = fields.Text("namespace"),
            Values = fields.Map("values") is { } values ? NodeWriter.Write(values) : null,
            FindWith = fields.Map("findWith") is { } finding ? NodeWriter.Write(finding) : null,
            Tags = fields.Map("tags") is { } tags ? ReadTags(tags) : [],
            Emit = fields.Take("emit") is { } emit ? Fields.Read(emit, "emit", mistakes, ReadEmit) : null,
            Candidates = new ArtifactFields(mistakes).ReadExpected(fields.List("candidates")),
            Images = new ImageListReader(mistakes).Read(fields, "images"),
        };
        CheckWhole(component, fields);
        return name is null ? null : component;
    }

    private void CheckWhole(CatalogComponent component, Fields fields)
    {
        var hasChart = fields.Take("chart") is not null || fields.Take("channel") is not null;
        var sources = SourceKeys.Keys.Where(key => fields.Take(key) is not null).ToList();
        var hasArtifact = fields.Take("artifact") is not null;
        if (!hasChart && !hasArtifact && sources.Count == 0 && component.Images.Count == 0 && fields.List("images").Count == 0)
        {
            var others = string.Join(", ", SourceKeys.Keys.Select(key => $"'{key}'"));
            mistakes.Add(fields.Place, $"{fields.What} needs 'chart', 'channel', 'artifact', {others} or 'images'");
        }

        if (sources.Count + (hasChart || hasArtifact ? 1 : 0) > 1)
        {
            var beside =
                hasChart ? "chart"
                : hasArtifact ? "artifact"
                : sources[0];
            mistakes.Add(
                fields.PlaceOf(sources[^1]),
                $"{fields.What} has '{sources[^1]}' beside '{beside}'; each needs a component of its own"
            );
        }

        if (hasChart && hasArtifact)
        {
            mistakes.Add(fields.PlaceOf("artifact"), $"{fields.What} has either 'artifact', or 'chart' and 'channel'");
        }

        foreach (var key in (string[])["values", "findWith", "tags", "emit", "releaseName", "namespace", "render", "candidates"])
        {
            if (!hasChart && fields.Take(key) is not null && !(hasArtifact && OfArtifacts.Contains(key)))
            {
                mistakes.Add(fields.PlaceOf(key), $"'{key}' of {fields.What} has no use without 'chart' or 'channel'");
            }
        }

        if (component.Source is null && fields.Take("digest") is not null)
        {
            mistakes.Add(
                fields.PlaceOf("digest"),
                $"'digest' of {fields.What} has no use without one of {string.Join(", ", SourceKeys.Keys)}; a chart has its own"
            );
        }

        if (component.Emit?.Kind is { } kind && hasArtifact != (kind == EmitKind.WeightsAndBiasesV2))
        {
            mistakes.Add(
                fields.PlaceOf("emit"),
                hasArtifact
                    ? $"{fields.What} has an artifact, from which only 'weightsandbiases-v2' is emitted"
                    : $"'weightsandbiases-v2' of {fields.What} is emitted from an artifact only"
            );
        }
    }

    private SourceRequest? ReadSource(Fields fields)
    {
        var digest = ReadDigest(fields);
        return SourceKeys
            .Select(key =>
                fields.Text(key.Key) is { } place
                    ? new SourceRequest(
                        key.Value,
                        place.Contains("://", StringComparison.Ordinal) ? place : Path.GetFullPath(place, folder)
                    )
                    {
                        Sha256 = digest,
                    }
                    : null
            )
            .FirstOrDefault(source => source is not null);
    }

    private void CheckName(string name, Place place)
    {
        if (name.Length > 63 || name.AsSpan().ContainsAnyExcept(NameCharacters) || name[0] == '-' || name[^1] == '-')
        {
            mistakes.Add(place, $"the name '{name}' must be made of lower-case letters, digits and inner hyphens, at most 63");
        }
    }

    private ChartRequest? ReadChart(Fields fields)
    {
        var path = fields.Text("path");
        var repository = fields.Text("repository");
        var name = fields.Text("name");
        var version = fields.Text("version");
        var digest = ReadDigest(fields);
        if (fields.Text("url") is { } url)
        {
            if (path is not null || repository is not null || name is not null || version is not null)
            {
                mistakes.Add(fields.Place, "a chart with 'url' has nothing else than 'digest'");
            }

            return ReadUrl(url, fields.PlaceOf("url")) is { } address ? new AddressChart(address) { Sha256 = digest } : null;
        }

        if (path is not null)
        {
            if (repository is not null || name is not null || version is not null)
            {
                mistakes.Add(fields.Place, "a chart has either 'path', or 'repository', 'name' and 'version'");
            }

            return new LocalChart(Path.GetFullPath(path, folder)) { Sha256 = digest };
        }

        if (repository is null || name is null)
        {
            mistakes.Add(fields.Place, "a chart needs 'repository' and 'name', or 'path', or 'url'");
            return null;
        }

        if (version is not null && !VersionConstraint.TryParse(version, out _))
        {
            mistakes.Add(fields.PlaceOf("version"), $"'{version}' is not a version or a range of versions");
        }

        if (!ChartName.IsValid(name))
        {
            mistakes.Add(fields.PlaceOf("name"), $"'{name}' is not a chart name");
        }

        return ChartReference.FromRepository(repository, name, version ?? "*", out var fault) is { } request
            ? request with
            {
                Sha256 = digest,
            }
            : Refuse(fields.PlaceOf("repository"), fault!);
    }

    private ChartRequest? Refuse(Place place, string fault)
    {
        mistakes.Add(place, fault);
        return null;
    }

    private string? ReadDigest(Fields fields)
    {
        const string Prefix = "sha256:";
        var text = fields.Text("digest");
        if (text is null)
        {
            return null;
        }

        var hex = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        if (hex.Length == 64 && hex.All(char.IsAsciiHexDigitLower))
        {
            return hex;
        }

        mistakes.Add(fields.PlaceOf("digest"), $"'{text}' is not a digest: sha256: and 64 lower-case hexadecimal digits");
        return null;
    }

    private CatalogChannel? ReadChannel(YamlNode node) =>
        node switch
        {
            ScalarNode scalar => ReadUrl(scalar.Text, scalar.Place) is { } url ? new CatalogChannel(url, null) : null,
            _ => Fields.Read(node, "a channel", mistakes, fields =>
            {
                var url = fields.RequiredText("url") is { } text ? ReadUrl(text, fields.PlaceOf("url")) : null;
                var answer = (fields.Take("answer") as ScalarNode)?.Text;
                return url is null ? null : new CatalogChannel(url, answer);
            }),
        };

    private Uri? ReadUrl(string text, Place place)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0)
        {
            return url;
        }

        mistakes.Add(place, $"'{text}' is not an http or https address without credentials");
        return null;
    }

    private List<TagRule> ReadTags(MapNode tags)
    {
        var rules = new List<TagRule>();
        foreach (var (path, node) in tags.Entries)
        {
            var rule = node is ScalarNode { IsNull: false } tag
                ? new TagRule(path.Text, tag.Text, null, "*")
                : Fields.Read(node, $"the tag at '{path.Text}'", mistakes, fields => ReadNewest(path.Text, fields));
            if (rule is not null)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    /// <summary>Whether a text is a reference without tag and digest.</summary>
    internal static bool IsRepository(string text) =>
        ImageReference.TryParse(text, out var reference) && reference.Digest is null && reference.Canonical == $"{reference.Name}:latest";

    private TagRule? ReadNewest(string path, Fields fields)
    {
        var repository = fields.RequiredText("newestOf");
        var range = fields.Text("range") ?? "*";
        if (repository is not null && !IsRepository(repository))
        {
            mistakes.Add(fields.PlaceOf("newestOf"), $"'{repository}' is not an image repository (a reference without tag and digest)");
        }

        if (!VersionConstraint.TryParse(range, out _))
        {
            mistakes.Add(fields.PlaceOf("range"), $"'{range}' is not a version or a range of versions");
        }

        return repository is null ? null : new TagRule(path, null, repository, range);
    }

    private Emit? ReadEmit(Fields fields)
    {
        var kind = fields.RequiredText("kind") switch
        {
            null => (EmitKind?)null,
            "values" => EmitKind.Values,
            "weightsandbiases" => EmitKind.WeightsAndBiases,
            "weightsandbiases-v2" => EmitKind.WeightsAndBiasesV2,
            var other => WrongKind(other, fields.PlaceOf("kind")),
        };
        var file = fields.RequiredText("file");
        if (file is not null && (file.AsSpan().IndexOfAny("/\\:") >= 0 || file[0] == '.'))
        {
            mistakes.Add(fields.PlaceOf("file"), $"'{file}' must be a bare file name");
        }

        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in fields.Map("set")?.Entries ?? [])
        {
            set[path.Text] = NodeWriter.Write(value).TrimEnd('\n');
        }

        return kind is { } known && file is not null
            ? new Emit
            {
                Kind = known,
                File = file,
                Set = set,
            }
            : null;
    }

    private EmitKind? WrongKind(string kind, Place place)
    {
        mistakes.Add(place, $"'{kind}' is not something to emit; known: values, weightsandbiases, weightsandbiases-v2");
        return null;
    }
}
