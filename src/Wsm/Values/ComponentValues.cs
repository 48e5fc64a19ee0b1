using Wsm.Catalogs;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Helm.Values.Yaml;
using Wsm.Images;
using Wsm.Values.Overrides;

namespace Wsm.Values;

/// <summary>One component's chart with the values under which all its images come from inside.</summary>
internal sealed class ComponentValues
{
    private readonly Dictionary<string, string> _comments = [];
    private MapValue _before = new();

    private ComponentValues(ResolvedComponent component, MapValue values)
    {
        Component = component;
        Values = values;
    }

    public ResolvedComponent Component { get; }

    /// <summary>Everything above the chart's own values: channel, catalog, user, relocation. With these alone the chart renders as it should.</summary>
    public MapValue Values { get; private set; }

    /// <summary>What the operator itself puts below <see cref="Values"/> when it deploys; it stands in no file.</summary>
    public IReadOnlyList<ValuesLayer> Below { get; private set; } = [];

    /// <summary>What the relocation sets, the highest layer.</summary>
    public MapValue Relocation { get; private set; } = new();

    public IReadOnlyList<ValueEdit> Edits { get; private set; } = [];

    /// <summary>Images of the chart as it is that the rendering with <see cref="Values"/> shows nowhere.</summary>
    public IReadOnlyList<ImageUse> Lost { get; private set; } = [];

    /// <summary>Images that were to be pinned by digest, and that the chart cannot name so.</summary>
    public IReadOnlyList<string> Unpinned { get; private set; } = [];

    /// <summary>Values of the person's own that the relocation replaces, as sentences.</summary>
    public IReadOnlyList<string> Overruled { get; private set; } = [];

    /// <summary>Values of the person's own that no template asks for.</summary>
    public IReadOnlyList<UnreadKey> Unread { get; private set; } = [];

    /// <summary>The person's file or flag that sets a value; null where somebody else does.</summary>
    public string? PersonalSourceOf(ValuePath path) =>
        ValueLookup.At(_before, path).Trace is Helm.Provenance.ValueOrigin { Source: { Layer: ValueLayer.File or ValueLayer.Flag } source }
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
        );
        MapValue? before = null;
        var uses = new DocumentUses(targets.Home);
        var search = new OverrideSearch(new EditTrial(Render), targets.TextFor, new ChartText(rendering.Chart).Has)
        {
            DigestFor = targets.DigestFor,
        };
        var result = search.Run(cancellation);
        var made = new ComponentValues(component, Overlay(layers.Where(layer => !layer.IsOperators)))
        {
            Edits = result.Edits,
            Below = [.. layers.Where(layer => layer.IsOperators)],
            _before = before!,
        };
        made.Lost = result.Lost;
        made.Unpinned = result.Unpinned;
        made.Overruled = [.. result.Edits.Where(edit => !edit.IsConsent).Select(edit => made.Overrule(edit)).OfType<string>()];
        made.Unread = UnreadKeys.Find(rendering.Chart, layers.Where(layer => layer.IsPersonal), result.Rendered.Reads);
        foreach (var edit in result.Edits)
        {
            if (edit.IsConsent)
                made._comments[edit.Key] = "the chart refuses the images' new home without it";
            else if (ValueLookup.At(before!, edit.Path).Data is string { Length: > 0 and < 200 } was && !was.Contains('\n'))
                made._comments[edit.Key] = "was " + was;
        }

        made.Relocation = EditedValues.Of(result.Edits, path => ValueLookup.At(before!, path));
        made.Add(made.Relocation);
        made.AddSettings(component.Emit);
        return made;

        RenderedImages Render(IReadOnlyCollection<ValueEdit> edits)
        {
            var over = edits.Count == 0 ? null : EditedValues.Of(edits, path => ValueLookup.At(before!, path));
            var release = rendering.Render(over, allDependencies: false, cancellation);
            before ??= release.Values;
            return new RenderedImages(uses.Of(release), path => ValueLookup.At(release.Values, path), release.Reads)
            {
                Texts = targets.Pins ? [.. release.Documents.Concat(release.Hooks).Select(document => (string)document.Text.Data!)] : [],
            };
        }
    }

    /// <summary>What wins over everything that was there.</summary>
    public void Add(MapValue over) => Values = ValuesMerger.Overlay(Values, over);

    private string? Overrule(ValueEdit edit) =>
        PersonalSourceOf(edit.Path) is { } source && ValueLookup.At(_before, edit.Path).Data is string was
            ? $"{source} sets {edit.Path} to {was}; the relocation makes it {edit.Text}"
            : null;

    private void AddSettings(Emit? emit)
    {
        var settings = new MapValue();
        foreach (var (path, scalar) in emit?.Set ?? new Dictionary<string, string>())
            SetParser.SetJson($"{path}={Json(scalar)}", settings);
        Add(settings);
    }

    /// <summary>A scalar as YAML reads it, as JSON.</summary>
    private static string Json(string scalar) => (string)Helm.Values.Json.JsonWriter.Write(YamlReader.Read(scalar)).Data!;

    private static MapValue Overlay(IEnumerable<ValuesLayer> layers)
    {
        var values = new UserValues { Files = [.. layers.Select(layer => new ValuesFile(layer.Name, layer.Yaml))] };
        return values.Build();
    }
}
