using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases;

namespace Wsm.Site.Values.Emission;

/// <summary>One component's chart with the values under which all its images come from inside.</summary>
public sealed class ComponentValues
{
    private readonly Dictionary<string, string> _comments = [];
    private MapValue _before = new();

    private ComponentValues(ResolvedComponent component, Chart chart, ChartText text, MapValue values)
    {
        Component = component;
        Chart = chart;
        Text = text;
        Values = values;
    }

    public ResolvedComponent Component { get; }

    internal Chart Chart { get; }

    /// <summary>What the chart's templates say.</summary>
    internal ChartText Text { get; }

    /// <summary>
    /// Everything above the chart's own values: channel, catalog, user, relocation. With these alone the chart renders as it should.
    /// </summary>
    public MapValue Values { get; private set; }

    /// <summary>The same with the chart's own values below it.</summary>
    public MapValue Whole => Above.Aggregate(_before, (below, layer) => ValuesMerger.Overlay(below, layer.Values));

    /// <summary>What the operator itself puts below <see cref="Values"/> when it deploys; it stands in no file.</summary>
    public IReadOnlyList<ValuesLayer> Below { get; private set; } = [];

    /// <summary>
    /// What stands above all that anybody gave, lowest first: the relocation, the catalog's settings, what the site adds.
    /// </summary>
    public IReadOnlyList<(string Layer, MapValue Values)> Above { get; private set; } = [];

    /// <summary>The site's certificates have no place in this chart.</summary>
    public bool IgnoresCertificates { get; private set; }

    public IReadOnlyList<ValueEdit> Edits { get; private set; } = [];

    /// <summary>Images of the chart as it is that the rendering with <see cref="Values"/> shows nowhere.</summary>
    public IReadOnlyList<ImageUse> Lost { get; private set; } = [];

    /// <summary>Images that were to be pinned by digest, and that the chart cannot name so.</summary>
    public IReadOnlyList<string> Unpinned { get; private set; } = [];

    /// <summary>Values of the person's own that the relocation replaces, as sentences.</summary>
    public IReadOnlyList<string> Overruled { get; private set; } = [];

    /// <summary>Values of the person's own that cannot be what they should, as sentences.</summary>
    public IReadOnlyList<string> Wrong { get; private set; } = [];

    /// <summary>Values of the person's own that no template asks for.</summary>
    public IReadOnlyList<UnreadKey> Unread { get; private set; } = [];

    /// <summary>The person's file or flag that sets a value; null where somebody else does.</summary>
    public string? PersonalSourceOf(ValuePath path) =>
        TracedValue.At(_before, path).Trace is ValueOrigin { Source: { Layer: ValueLayer.File or ValueLayer.Flag } source }
            ? source.Name
            : null;

    public string? CommentFor(string path) => _comments.GetValueOrDefault(path);

    /// <exception cref="UserError">The chart cannot be read or does not render.</exception>
    public static ComponentValues Make(
        ResolvedComponent component,
        ValuesRequest request,
        ImageTargets targets,
        CancellationToken cancellation
    )
    {
        var layers = request.LayersOf(component);
        var rendering = new ChartRendering(
            new ChartToRender(
                component.Name,
                component.Chart!,
                component.ReleaseName ?? component.Name,
                component.Namespace ?? "default",
                layers
            )
            {
                Cluster = component.Cluster,
                ImageFields = component.ImageFields,
            }
        );
        MapValue? before = null;
        RenderedRelease? last = null;
        var uses = new DocumentUses(component.ImageFields, targets.Home);
        var text = new ChartText(rendering.Chart);
        var result = OverrideSearch.Run(new EditTrial(Render), targets.TextFor, targets.DigestFor, text.Has, cancellation);
        var made = new ComponentValues(component, rendering.Chart, text, Overlay(layers.Where(layer => !layer.IsOperators)))
        {
            Edits = result.Edits,
            Below = [.. layers.Where(layer => layer.IsOperators)],
            _before = before!,
        };
        made.Lost = result.Lost;
        made.Unpinned = result.Unpinned;
        made.Overruled = [.. result.Edits.Where(edit => !edit.IsConsent).Select(edit => made.Overrule(edit)).OfType<string>()];
        var personal = layers.Where(layer => layer.IsPersonal).ToList();
        made.Wrong =
        [
            .. WrongKinds.In(rendering.Chart, personal),
            .. component.Emit?.Kind == EmitKind.WeightsAndBiases
                ? SettingsCheck.In(personal, component.Chart!.Version)
                : Array.Empty<string>(),
        ];
        made.Unread = UnreadKeys.Find(rendering.Chart, text, personal, result.Rendered.Reads, Shown(last!));
        foreach (var edit in result.Edits)
        {
            if (edit.IsConsent)
            {
                made._comments[edit.Key] = "the chart refuses the images' new home without it";
            }
            else if (TracedValue.At(before!, edit.Path).Data is string { Length: > 0 and < 200 } was && !was.Contains('\n'))
            {
                made._comments[edit.Key] = "was " + was;
            }
        }

        made.Put("relocation", EditedValues.Of(result.Edits, path => TracedValue.At(before!, path)));
        made.Put("settings of the catalog", EmitSettings.Of(component.Emit));
        made.AddSite(request, rendering, result.Rendered.Reads, cancellation);
        return made;

        RenderedImages Render(IReadOnlyCollection<ValueEdit> edits)
        {
            var over = edits.Count == 0 ? null : EditedValues.Of(edits, path => TracedValue.At(before!, path));
            var release = rendering.Render(over, component.HasSwitchedOff, cancellation);
            before ??= release.Values;
            last = release;
            return new RenderedImages(uses.Of(release), path => TracedValue.At(release.Values, path), release.Reads)
            {
                Texts = targets.Pins ? [.. release.Documents.Concat(release.Hooks).Select(document => (string)document.Text.Data!)] : [],
            };
        }
    }

    /// <summary>The values whose text stands in the documents, and all that holds them.</summary>
    private static HashSet<string> Shown(RenderedRelease release)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var origin in release.Documents.Concat(release.Hooks).SelectMany(document => document.Text.Trace?.Origins() ?? []))
        {
            // Once a path is known, so is all above it.
            for (var at = GlobalValues.Hoist(origin.Path); !at.IsRoot && paths.Add(at.ToString()); at = at.Parent!) { }
        }

        return paths;
    }

    /// <summary>What wins over everything that was there.</summary>
    private void Put(string layer, MapValue over)
    {
        if (over.Count == 0)
        {
            return;
        }

        Above = [.. Above, (layer, over)];
        Values = ValuesMerger.Overlay(Values, over);
    }

    private void AddSite(
        ValuesRequest request,
        ChartRendering rendering,
        IReadOnlyCollection<ValuePath> reads,
        CancellationToken cancellation
    )
    {
        var site = new SiteValues(rendering.Chart, reads, Whole);
        if (request.Certificates.Count > 0)
        {
            var certificates = site.Certificates(request.Certificates);
            IgnoresCertificates = certificates.Count == 0;
            Put("trusted certificates", certificates);
        }

        Put("files of an artifact", ArtifactMounts.For(Component, request, site));
        if (request.PullSecrets.Count > 0)
        {
            var above = Above.Aggregate(new MapValue(), (below, layer) => ValuesMerger.Overlay(below, layer.Values));
            Put("pull secrets", site.PullSecrets(request.PullSecrets, Render, cancellation));

            RenderedRelease? Render(MapValue secrets)
            {
                try
                {
                    return rendering.Render(ValuesMerger.Overlay(above, secrets), allDependencies: false, cancellation);
                }
                catch (UserError refused) when (refused.InnerException is RenderException)
                {
                    return null;
                }
            }
        }
    }

    private string? Overrule(ValueEdit edit) =>
        PersonalSourceOf(edit.Path) is { } source && TracedValue.At(_before, edit.Path).Data is string was
            ? $"{source} sets {edit.Path} to {was}; the relocation makes it {edit.Text}"
            : null;

    private static MapValue Overlay(IEnumerable<ValuesLayer> layers)
    {
        var values = new UserValues { Files = [.. layers.Select(layer => new ValuesFile(layer.Name, layer.Yaml))] };
        return values.Build();
    }
}
