using System.Text;
using Wsm.Catalogs.Yaml;
using Wsm.Charts;
using YamlDotNet.Core;

namespace Wsm.Catalogs;

/// <summary>Writes what was resolved as a catalog that gives the same result again, whatever is released in between.</summary>
public static class CatalogWriter
{
    public static string Write(ImageSet set) =>
        NodeWriter.Write(
            NodeFactory.Map(
                ("apiVersion", NodeFactory.Text("wsm/v1")),
                ("kind", NodeFactory.Text("Catalog")),
                ("metadata", NodeFactory.Map(("name", NodeFactory.Text(set.Name)), ("title", NodeFactory.Text(set.Title)))),
                ("components", NodeFactory.List(set.Components.Select(Component)))
            )
        );

    private static MapNode Component(ResolvedComponent component) =>
        NodeFactory.Map(
            ("name", NodeFactory.Text(component.Name)),
            ("title", NodeFactory.Text(component.Title)),
            ("chart", component.ChartRequest is { } request ? Chart(request, component.Chart) : null),
            ("channel", Channel(component)),
            ("render", component.ChartRequest is not null && !component.Rendered ? NodeFactory.Literal("false") : null),
            ("releaseName", Optional(component.ReleaseName)),
            ("namespace", Optional(component.Namespace)),
            ("values", Values(component)),
            ("emit", component.Emit is { } emit ? Emit(emit) : null),
            ("images", Images(component))
        );

    private static MapNode Chart(ChartRequest request, ResolvedChart? chart)
    {
        var digest = chart?.Sha256 ?? request.Sha256;
        var pinned = ("digest", digest is null ? null : (Node)NodeFactory.Text($"sha256:{digest}"));
        return request switch
        {
            LocalChart local => NodeFactory.Map(("path", NodeFactory.Text(local.Path)), pinned),
            OciChart oci => NodeFactory.Map(
                ("repository", NodeFactory.Text($"oci://{oci.Repository[..oci.Repository.LastIndexOf('/')]}")),
                ("name", NodeFactory.Text(oci.Repository[(oci.Repository.LastIndexOf('/') + 1)..])),
                ("version", NodeFactory.Text(chart?.Version ?? oci.Version)),
                pinned
            ),
            RepositoryChart repository => NodeFactory.Map(
                ("repository", NodeFactory.Text(repository.Repository.OriginalString)),
                ("name", NodeFactory.Text(repository.Name)),
                ("version", NodeFactory.Text(chart?.Version ?? repository.Version)),
                pinned
            ),
            _ => throw new InvalidOperationException($"No catalog can name a {request.GetType().Name}."),
        };
    }

    private static MapNode? Channel(ResolvedComponent component) =>
        component is { ChannelUrl: { } url, ChannelAnswer: { } answer }
            ? NodeFactory.Map(("url", NodeFactory.Text(url.OriginalString)), ("answer", Verbatim(answer)))
            : null;

    /// <summary>Double-quoted, the one style in which every character and line break comes back as it was.</summary>
    private static ScalarNode Verbatim(ReadOnlyMemory<byte> bytes) =>
        new(default, Encoding.UTF8.GetString(bytes.Span), ScalarStyle.DoubleQuoted, null);

    /// <summary>All layers above the channel in one; the channel's own are in its answer.</summary>
    private static MapNode? Values(ResolvedComponent component)
    {
        var layers = component.Values.Where(layer => layer.Name != ValuesLayer.Channel).Select(Parse).ToList();
        return layers.Count == 0 ? null : layers.Aggregate(NodeMerge.Over);
    }

    private static MapNode Parse(ValuesLayer layer)
    {
        var mistakes = new Mistakes();
        return NodeReader.Read(layer.Yaml, mistakes) as MapNode ?? throw mistakes.ToError(layer.Name, "values file");
    }

    private static MapNode Emit(Emit emit) =>
        NodeFactory.Map(
            ("kind", NodeFactory.Text(emit.Kind == EmitKind.Values ? "values" : "weightsandbiases")),
            ("file", NodeFactory.Text(emit.File)),
            (
                "set",
                emit.Set.Count == 0
                    ? null
                    : NodeFactory.Map(emit.Set.Select(pair => (pair.Key, NodeReader.Read(pair.Value, new Mistakes()))))
            )
        );

    /// <summary>What the catalog named itself; whatever rendering found, it finds again.</summary>
    private static ListNode? Images(ResolvedComponent component)
    {
        var named = component.Images.Where(image => image.Origins.Any(origin => origin.Kind == OriginKind.Catalog)).Select(Image).ToList();
        return named.Count == 0 ? null : NodeFactory.List(named);
    }

    private static Node Image(ResolvedImage image)
    {
        var reference = NodeFactory.Text(image.Reference.AsWritten);
        return image.Origins.First(origin => origin.Kind == OriginKind.Catalog).Reason is { } reason
            ? NodeFactory.Map(("reference", reference), ("reason", NodeFactory.Text(reason)))
            : reference;
    }

    private static ScalarNode? Optional(string? text) => text is null ? null : NodeFactory.Text(text);
}
