using System.Text;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Secrets;
using Wsm.Product.Sources;
using Wsm.Product.Wording;
using YamlDotNet.Core;

namespace Wsm.Product.Resolving;

/// <summary>Writes what was resolved as a catalog that gives the same result again, whatever is released in between.</summary>
public static class CatalogWriter
{
    public static string Write(ImageSet set) =>
        NodeWriter.Write(
            NodeFactory.Map(
                ("apiVersion", NodeFactory.Text("wsm/v1")),
                ("kind", NodeFactory.Text("Catalog")),
                ("metadata", NodeFactory.Map(("name", NodeFactory.Text(set.Name)), ("title", NodeFactory.Text(set.Title)))),
                ("components", NodeFactory.List(set.Components.Where(IsAnything).Select(Component))),
                ("exclude", set.Exclude.Count == 0 ? null : NodeFactory.List(set.Exclude.Select(Excluded)))
            )
        );

    /// <summary>Addresses of a set that are written without what may be a secret: who fetches from them anew has to add it.</summary>
    public static IReadOnlyList<string> CutAddresses(ImageSet set) =>
        [
            .. set
                .Components.SelectMany(component =>
                    (string?[])
                        [
                            (component.ChartRequest as AddressChart)?.Address.OriginalString,
                            (component.ChartRequest as RepositoryChart)?.Repository.OriginalString,
                            component.ChannelUrl?.OriginalString,
                            component.Source is { Kind: SourceKind.Manifests } source ? source.Place : null,
                        ]
                )
                .OfType<string>()
                .Where(PublicAddress.IsCut)
                .Select(PublicAddress.Of)
                .Distinct(),
        ];

    private static YamlNode Excluded(ExcludeRule rule) =>
        rule.Reason is { } reason
            ? NodeFactory.Map(("pattern", NodeFactory.Text(rule.Pattern)), ("reason", NodeFactory.Text(reason)))
            : NodeFactory.Text(rule.Pattern);

    private static MapNode Component(ResolvedComponent component) =>
        NodeFactory.Map(
            ("name", NodeFactory.Text(component.Name)),
            ("title", NodeFactory.Text(component.Title)),
            ("chart", component.ChartRequest is { } request ? Chart(request, component.Chart) : null),
            ("channel", Channel(component)),
            Source(component.Source),
            (
                "digest",
                component.Source is { Kind: SourceKind.Manifests, Sha256: { } sha256 } ? NodeFactory.Text($"sha256:{sha256}") : null
            ),
            ("artifact", component.Artifact is { } artifact ? Artifact(artifact) : null),
            ("render", component.ChartRequest is not null && !component.Rendered ? NodeFactory.Literal("false") : null),
            ("releaseName", Optional(component.ReleaseName)),
            ("namespace", Optional(component.Namespace)),
            ("values", Values(component)),
            ("findWith", FindWith(component)),
            ("candidates", Candidates(component)),
            ("emit", component.Emit is { } emit ? Emit(emit) : null),
            ("images", Images(component))
        );

    private static MapNode Artifact(ResolvedArtifact artifact) =>
        NodeFactory.Map(
            ("repository", NodeFactory.Text(artifact.Reference.Name)),
            ("version", NodeFactory.Text(artifact.Reference.Tag!)),
            ("digest", NodeFactory.Text(artifact.Digest.ToString())),
            ("images", NodeFactory.List(artifact.Rules.Images.Select(NodeFactory.Text))),
            (
                "defaults",
                artifact.Rules.Defaults.Count == 0
                    ? null
                    : NodeFactory.Map(artifact.Rules.Defaults.Select(entry => (entry.Key, (YamlNode?)NodeFactory.Text(entry.Value))))
            ),
            (
                "reader",
                artifact.Rules.Reader is { } reader
                    ? NodeFactory.Map(
                        ("component", NodeFactory.Text(reader.Component)),
                        ("requires", Optional(reader.Requires)),
                        ("volumes", Optional(reader.Volumes)),
                        ("volumeMounts", Optional(reader.VolumeMounts))
                    )
                    : null
            )
        );

    private static YamlList? Candidates(ResolvedComponent component) =>
        component.Expected.Count == 0
            ? null
            : NodeFactory.List(
                component.Expected.Select(expected =>
                    NodeFactory.Map(("match", NodeFactory.Text(expected.Match)), ("reason", NodeFactory.Text(expected.Reason)))
                )
            );

    private static string Name(EmitKind kind) =>
        kind switch
        {
            EmitKind.Values => "values",
            EmitKind.WeightsAndBiases => "weightsandbiases",
            _ => "weightsandbiases-v2",
        };

    private static MapNode Chart(ChartRequest request, ResolvedChart? chart)
    {
        var digest = chart?.Sha256 ?? request.Sha256;
        var pinned = ("digest", digest is null ? null : (YamlNode)NodeFactory.Text($"sha256:{digest}"));
        return request switch
        {
            LocalChart local => NodeFactory.Map(("path", NodeFactory.Text(local.Path)), pinned),
            AddressChart address => NodeFactory.Map(("url", NodeFactory.Text(PublicAddress.Of(address.Address.OriginalString))), pinned),
            OciChart oci => NodeFactory.Map(
                ("repository", NodeFactory.Text($"oci://{oci.Repository[..oci.Repository.LastIndexOf('/')]}")),
                ("name", NodeFactory.Text(oci.Repository[(oci.Repository.LastIndexOf('/') + 1)..])),
                ("version", NodeFactory.Text(chart?.Version ?? oci.Version)),
                pinned
            ),
            RepositoryChart repository => NodeFactory.Map(
                ("repository", NodeFactory.Text(PublicAddress.Of(repository.Repository.OriginalString))),
                ("name", NodeFactory.Text(repository.Name)),
                ("version", NodeFactory.Text(chart?.Version ?? repository.Version)),
                pinned
            ),
            _ => throw new InvalidOperationException($"No catalog can name a {request.GetType().Name}."),
        };
    }

    /// <summary>What a list, a compose file or a cluster named is written out, for it may name something else tomorrow.</summary>
    private static (string, YamlNode?) Source(SourceRequest? source) =>
        source is { Kind: SourceKind.Manifests } manifests
            ? (
                ComponentReader.SourceKeys.First(key => key.Value == manifests.Kind).Key,
                NodeFactory.Text(PublicAddress.Of(manifests.Place))
            )
            : ("manifests", null);

    private static MapNode? Channel(ResolvedComponent component) =>
        component is { ChannelUrl: { } url, ChannelAnswer: { } answer }
            ? NodeFactory.Map(("url", NodeFactory.Text(PublicAddress.Of(url.OriginalString))), ("answer", Verbatim(answer)))
            : null;

    /// <summary>Double-quoted, the one style in which every character and line break comes back as it was.</summary>
    private static ScalarNode Verbatim(ReadOnlyMemory<byte> bytes) =>
        new(default, Encoding.UTF8.GetString(bytes.Span), ScalarStyle.DoubleQuoted, null);

    /// <summary>All layers above the channel in one; the channel's own are in its answer.</summary>
    private static MapNode? Values(ResolvedComponent component) =>
        Merged(component.Values.Where(layer => layer.Name != ValuesLayer.Channel && !layer.IsForFinding));

    private static MapNode? FindWith(ResolvedComponent component) => Merged(component.Values.Where(layer => layer.IsForFinding));

    private static MapNode? Merged(IEnumerable<ValuesLayer> layers)
    {
        var maps = layers.Select(layer => Parse(SecretValues.Withhold(layer).Layer)).ToList();
        return maps.Count == 0 ? null : maps.Aggregate(NodeMerge.Over);
    }

    private static MapNode Parse(ValuesLayer layer)
    {
        var mistakes = new CatalogErrors();
        return NodeReader.Read(layer.Yaml, mistakes) as MapNode ?? throw mistakes.ToError(layer.Name, "values file");
    }

    private static MapNode Emit(Emit emit) =>
        NodeFactory.Map(
            ("kind", NodeFactory.Text(Name(emit.Kind))),
            ("file", NodeFactory.Text(emit.File)),
            (
                "set",
                emit.Set.Count == 0
                    ? null
                    : NodeFactory.Map(emit.Set.Select(pair => (pair.Key, NodeReader.Read(pair.Value, new CatalogErrors()))))
            )
        );

    /// <summary>What the catalog named itself; whatever rendering found, it finds again.</summary>
    private static YamlList? Images(ResolvedComponent component)
    {
        var named = component
            .Images.Where(image => !image.Reference.Equals(component.Artifact?.Reference) && image.Origins.Any(IsNamed))
            .Select(Image)
            .ToList();
        return named.Count == 0 ? null : NodeFactory.List(named);
    }

    private static YamlNode Image(ResolvedImage image)
    {
        var reference = NodeFactory.Text(image.Reference.AsWritten);
        return ReasonOf(image.Origins.First(IsNamed)) is { } reason
            ? NodeFactory.Map(("reference", reference), ("reason", NodeFactory.Text(reason)))
            : reference;
    }

    /// <summary>Where every image of a list was left out, nothing of it is left to be named.</summary>
    private static bool IsAnything(ResolvedComponent component) =>
        component.Source is null || component.Source.Kind == SourceKind.Manifests || component.Images.Count > 0;

    private static bool IsNamed(ImageOrigin origin) => origin.Kind is OriginKind.Catalog or OriginKind.Listed;

    private static string? ReasonOf(ImageOrigin origin) =>
        origin.Kind == OriginKind.Catalog
            ? origin.Reason
            : string.Join(", ", new[] { origin.Document, origin.Template is { } file ? $"named in {file}" : null }.OfType<string>());

    private static ScalarNode? Optional(string? text) => text is null ? null : NodeFactory.Text(text);
}
