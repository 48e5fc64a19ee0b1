using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Finding;
using Wsm.Site.Values.Overrides;

namespace Wsm.Site.Values.Emission;

/// <summary>
/// What a site gives to every chart that has a value for it: pull secrets and certificates. Lists that are set already get longer, for
/// helm would replace them.
/// </summary>
/// <param name="reads">What the chart's templates look at.</param>
/// <param name="values">What is set so far, the chart's own values included.</param>
internal sealed class SiteValues(Chart chart, IReadOnlyCollection<ValuePath> reads, MapValue values)
{
    private const int Attempts = 48;

    private readonly List<ValuePath> _reads = [.. reads.Select(GlobalValues.Hoist).DistinctBy(path => path.ToString())];

    /// <summary>The certificates at every place that the chart has for them; nothing where it has none.</summary>
    public MapValue Certificates(IReadOnlyList<string> certificates)
    {
        var made = new MapValue();
        ValuePath[] places = [ValuePath.Root.Child("customCACerts"), ValuePath.Root.Child("global").Child("customCACerts")];
        foreach (var place in places.Where(IsKnown).Concat(_reads.Where(TakesCertificates)))
        {
            made = ValuesMerger.Overlay(made, Added(place, certificates.Select(pem => Value.Of(pem))));
        }

        return made;
    }

    /// <summary>A list of the chart's values with further items.</summary>
    public MapValue Added(ValuePath place, IEnumerable<Value> items) => At(place, Longer(place, items));

    /// <summary>
    /// The pull secrets where they help, tried out: charts take them as names or as objects, for all pods or for each. What a value does
    /// not improve is not set.
    /// </summary>
    /// <param name="render">Renders with these values on top; null where the chart refuses them.</param>
    public MapValue PullSecrets(IReadOnlyList<string> secrets, Func<MapValue, RenderedRelease?> render, CancellationToken cancellation)
    {
        var made = new MapValue();
        var left = render(made) is { } first ? MissingPullSecrets.Missing(first, secrets).Count : 0;
        var attempts = Attempts;
        foreach (var place in _reads.Where(TakesPullSecrets).OrderByDescending(IsGlobal).ThenBy(path => path.Steps().Count))
        {
            foreach (var form in Forms(place, secrets))
            {
                if (left == 0 || attempts-- == 0)
                {
                    return made;
                }

                cancellation.ThrowIfCancellationRequested();
                var with = ValuesMerger.Overlay(made, At(place, form));
                if (
                    render(with) is { } release
                    && MissingPullSecrets.AreWellFormed(release)
                    && MissingPullSecrets.Missing(release, secrets).Count is var now
                    && now < left
                )
                {
                    (made, left) = (with, now);
                    break;
                }
            }
        }

        return made;
    }

    private bool IsKnown(ValuePath path) =>
        _reads.Exists(read => read.ToString() == path.ToString()) || ChartDefault.At(chart, path.Steps()) is not null;

    private static bool IsGlobal(ValuePath path) => path.Steps()[0] is "global";

    /// <summary>Certificates for what a chart's own program asks, as its sub-chart takes them: <c>manager.caCerts.certs</c>.</summary>
    private static bool TakesCertificates(ValuePath path) =>
        path.Steps() is { Count: >= 2 } steps && steps[^1] is "certs" && steps[^2] is "caCerts" && steps.All(step => step is string);

    private static bool TakesPullSecrets(ValuePath path) =>
        path.Steps().All(step => step is string)
        && (
            path.Key!.EndsWith("pullSecrets", StringComparison.OrdinalIgnoreCase)
            || path.Key.EndsWith("pullSecret", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The secrets as the value wants them; what stands there tells, else both ways are worth a try.</summary>
    private IEnumerable<Value> Forms(ValuePath place, IReadOnlyList<string> secrets)
    {
        var names = secrets.Select(name => Value.Of(name));
        var objects = secrets.Select(name => Value.Of(new MapValue { ["name"] = Value.Of(name) }));
        return TracedValue.At(values, place).Data switch
        {
            string => secrets.Count == 1 ? [Value.Of(secrets[0])] : [],
            ListValue { Count: > 0 } list when list[0].Data is string => [Longer(place, names)],
            ListValue { Count: > 0 } => [Longer(place, objects)],
            null or ListValue => [Longer(place, objects), Longer(place, names)],
            _ => [],
        };
    }

    private Value Longer(ValuePath place, IEnumerable<Value> items)
    {
        IReadOnlyList<Value> there = (TracedValue.At(values, place).Data as ListValue)?.Items.ToList() ?? [];
        return Value.Of(new ListValue([.. there, .. items.Where(item => !there.Any(old => IsSame(old, item)))]));
    }

    private static bool IsSame(Value old, Value item) =>
        (old.Data, item.Data) switch
        {
            (string left, string right) => left.Trim() == right.Trim(),
            (MapValue left, MapValue right) => Equals(left["name"].Data, right["name"].Data),
            _ => false,
        };

    private static MapValue At(ValuePath path, Value value)
    {
        foreach (var step in path.Steps().Reverse())
        {
            value = Value.Of(new MapValue { [(string)step] = value });
        }

        return (MapValue)value.Data!;
    }
}
