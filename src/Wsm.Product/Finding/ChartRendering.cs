using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Helm.Rendering.Objects;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Product.Secrets;

namespace Wsm.Product.Finding;

/// <summary>
/// A component's chart with its layers of values, loaded once and rendered as often as needed: always the same for the same values.
/// </summary>
public sealed class ChartRendering
{
    private readonly ChartToRender _request;
    private readonly Lazy<MapValue> _layers;
    private readonly List<(string Template, RenderException Failure)> _failed = [];
    private readonly StandInSecrets _secrets = new();
    private readonly TimeProvider _time = new FixedTime(TimeProvider.System.GetUtcNow());

    /// <exception cref="UserError">The archive holds no chart.</exception>
    public ChartRendering(ChartToRender request)
    {
        _request = request;
        var layers = new UserValues { Files = [.. request.Values.Select(layer => new ValuesFile(layer.Name, layer.Yaml, LayerOf(layer)))] };
        _layers = new Lazy<MapValue>(() => layers.Build(traceProvenance: true));
        try
        {
            Chart = request.Chart.Load();
        }
        catch (ChartException error)
        {
            throw new UserError($"{Name} cannot be read: {error.Message}", cause: error);
        }
    }

    public Chart Chart { get; }

    /// <summary>Templates of switched-off sub-charts that did not render, each with what was wrong.</summary>
    public IReadOnlyList<(string Template, RenderException Failure)> Failed => _failed;

    /// <summary>The chart as messages call it.</summary>
    public string Name => $"The chart {_request.Chart.Name} {_request.Chart.Version} of component '{_request.Component}'";

    /// <param name="over">Values above all layers.</param>
    /// <param name="allDependencies">Also the sub-charts that conditions and tags switch off.</param>
    /// <exception cref="UserError">Helm would refuse too; the message is helm's, with template and line.</exception>
    public RenderedRelease Render(MapValue? over, bool allDependencies, CancellationToken cancellation)
    {
        try
        {
            var values = _layers.Value;
            if (over is not null)
            {
                // What is put on top must know its place too, or nothing that is missing in it does.
                ValueStamp.Fill(over, ValuePath.Root, new ValueSource(ValueLayer.Relocation, "relocation"));
                values = ValuesMerger.Overlay(values, over);
            }

            return Renderer.Render(
                Chart,
                new RenderRequest
                {
                    ReleaseName = _request.ReleaseName,
                    Namespace = _request.Namespace,
                    Values = values,
                    KubeVersion = VersionOf(_request.Cluster),
                    ApiVersions = _request.Cluster.ApiVersions,
                    EnableAllDependencies = allDependencies,
                    // What is switched off often lacks values that it would require; what lacks none is looked at all the same.
                    SkipSchemaValidation = allDependencies,
                    OnFailure = allDependencies ? (template, failure) => _failed.Add((template, failure)) : null,
                    TraceProvenance = true,
                    // One rendering is compared with another: only what the values change may differ.
                    Random = new DeterministicBytes().Fill,
                    Clock = _time,
                    Secrets = _secrets,
                },
                cancellation
            );
        }
        catch (Exception error) when (error is RenderException or ValuesException)
        {
            throw new UserError(
                $"{Name} does not render: {ShownOf(error)}",
                Suspects() is { Count: > 0 } suspects
                    ? $"Look at the values first: {string.Join("; ", suspects)}."
                    : "'wsm template' renders it alone; -f FILE gives values that it requires.",
                cause: error
            );
        }
    }

    /// <summary>What of the person's own values may be why it does not render; nothing where they cannot even be read.</summary>
    private IReadOnlyList<string> Suspects() =>
        _layers.IsValueCreated ? WrongKinds.In(Chart, _request.Values.Where(layer => layer.IsPersonal)) : [];

    /// <summary>Helm's words, but for a value that stands in them: it may be a password.</summary>
    private string ShownOf(Exception error)
    {
        var words = (error as ValuesException ?? error.InnerException as ValuesException)?.WithoutValues ?? error.Message;
        return _layers.IsValueCreated ? SecretValues.Redact(words, _request.Values.Where(layer => layer.IsPersonal)) : words;
    }

    private static KubeVersion VersionOf(ClusterFacts cluster) =>
        cluster.KubeVersion is not { } text ? KubeVersion.Default
        : KubeVersion.TryParse(text, out var version) ? version
        : throw UserError.Usage($"'{text}' is not a Kubernetes version.", "It is written as in 1.31.4.");

    private static ValueLayer LayerOf(ValuesLayer layer) =>
        layer.Name switch
        {
            ValuesLayer.Channel => ValueLayer.Channel,
            ValuesLayer.Operator or ValuesLayer.Catalog or ValuesLayer.Tag or ValuesLayer.Finding => ValueLayer.Catalog,
            _ => layer.Name.StartsWith('-') ? ValueLayer.Flag : ValueLayer.File,
        };
}
