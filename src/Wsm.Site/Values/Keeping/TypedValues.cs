using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.Values.Keeping;

/// <summary>What a person changed in a file that was written for one component.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Settings">What was set; a list comes whole.</param>
/// <param name="TakenOut">Paths that were written and are not there any more.</param>
internal sealed record TypedValues(string File, MapValue Settings, IReadOnlyList<ValuePath> TakenOut)
{
    /// <summary>The request with what was typed into earlier files as its highest layer.</summary>
    /// <exception cref="UserError">A file was changed so that it cannot be read.</exception>
    public static (ValuesRequest Request, IReadOnlyDictionary<string, TypedValues> Typed) AddTo(
        ValuesRequest request,
        IEnumerable<ResolvedComponent> components
    )
    {
        var written = new WrittenFiles(request.OutFolder);
        var typed = new Dictionary<string, TypedValues>();
        foreach (var component in components)
        {
            if (Of(component, written) is { } changed)
            {
                typed[component.Name] = changed;
            }
        }

        return (
            request with
            {
                Typed = typed.ToDictionary(
                    item => item.Key,
                    item => new ValuesLayer(item.Value.File, YamlWriter.Text(Value.Of(item.Value.Values)))
                ),
            },
            typed
        );
    }

    /// <summary>What of it are settings, and not the resource around them.</summary>
    private MapValue Values => Place.Aggregate(Settings, (map, key) => map[key].Data as MapValue ?? new MapValue());

    /// <summary>What of it stands around the values, in a custom resource.</summary>
    public MapValue Around
    {
        get
        {
            return Around(Settings, Place);

            static MapValue Around(MapValue map, IReadOnlyList<string> place)
            {
                var around = new MapValue();
                foreach (var (key, value) in place.Count == 0 ? [] : map.Entries.Where(entry => place.Count > 1 || entry.Key != place[0]))
                {
                    around[key] = key == place[0] && value.Data is MapValue inner ? Value.Of(Around(inner, [.. place.Skip(1)])) : value;
                }

                return around;
            }
        }
    }

    /// <summary>The keys that lead to the settings in the file.</summary>
    private IReadOnlyList<string> Place { get; init; } = [];

    /// <summary>Paths of the chart's values that were written and are not there any more.</summary>
    public IEnumerable<ValuePath> ValuesTakenOut() =>
        TakenOut
            .Select(path => path.Steps())
            .Where(steps => steps.Count > Place.Count && steps.Take(Place.Count).SequenceEqual(Place))
            .Select(steps => steps.Skip(Place.Count).Aggregate(ValuePath.Root, (at, step) => at.Child((string)step)));

    /// <summary>The paths that were set, for people.</summary>
    public IEnumerable<string> Paths() => Leaves(Settings, ValuePath.Root).Select(path => path.ToString());

    private static TypedValues? Of(ResolvedComponent component, WrittenFiles written)
    {
        var file = EmittedFile.NameOf(component);
        if (written.Changed(file) is not { } texts)
        {
            return null;
        }

        try
        {
            var (original, now) = (ValuesReader.Read(texts.Original), ValuesReader.Read(texts.Now));
            var takenOut = new List<ValuePath>();
            var settings = Difference(original, now, ValuePath.Root, takenOut);
            return new TypedValues(file, settings, takenOut) { Place = PlaceIn(component) };
        }
        catch (Exception error) when (error is YamlException or ValuesException)
        {
            throw new UserError(
                $"{file} was changed after wsm wrote it, and cannot be read: {error.Message}",
                "Put it right, or move it away; nothing was written over it.",
                FailureKind.Usage,
                error
            );
        }
    }

    /// <summary>What has to be laid over the one to get the other.</summary>
    private static MapValue Difference(MapValue before, MapValue now, ValuePath at, List<ValuePath> takenOut)
    {
        var made = new MapValue();
        foreach (var (key, value) in now.Entries)
        {
            if (!before.TryGet(key, out var then))
            {
                made[key] = value;
            }
            else if (value.Data is MapValue map && then.Data is MapValue was)
            {
                if (Difference(was, map, at.Child(key), takenOut) is { Count: > 0 } below)
                {
                    made[key] = Value.Of(below);
                }
            }
            else if (YamlWriter.Text(value) != YamlWriter.Text(then))
            {
                made[key] = value;
            }
        }

        takenOut.AddRange(before.Entries.Keys.Where(key => !now.TryGet(key, out _)).Select(at.Child));
        return made;
    }

    private static IReadOnlyList<string> PlaceIn(ResolvedComponent component) =>
        component.Emit?.Kind switch
        {
            EmitKind.WeightsAndBiases => ["spec", "values"],
            EmitKind.WeightsAndBiasesV2 => ["spec"],
            _ => [],
        };

    private static IEnumerable<ValuePath> Leaves(MapValue map, ValuePath at) =>
        map.Entries.SelectMany(entry =>
            entry.Value.Data is MapValue { Count: > 0 } below ? Leaves(below, at.Child(entry.Key)) : [at.Child(entry.Key)]
        );
}
