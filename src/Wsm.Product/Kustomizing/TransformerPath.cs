using System.Globalization;
using Wsm.Helm.Data;

namespace Wsm.Product.Kustomizing;

/// <summary>
/// A path as replacements write it: <c>spec.template.spec.containers.[name=app].image</c>, with <c>*</c> for every item and <c>\.</c> for a
/// dot in a key.
/// </summary>
internal sealed class TransformerPath
{
    private readonly List<string> _steps;

    private TransformerPath(List<string> steps) => _steps = steps;

    public static TransformerPath Parse(string text)
    {
        var steps = new List<string>();
        var step = "";
        var inside = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\\' && at + 1 < text.Length && text[at + 1] == '.')
            {
                step += '.';
                at++;
            }
            else if (c == '.' && !inside)
            {
                steps.Add(step);
                step = "";
            }
            else
            {
                inside = c == '[' || (inside && c != ']');
                step += c;
            }
        }

        steps.Add(step);
        return new TransformerPath([.. steps.Where(part => part.Length > 0)]);
    }

    /// <summary>Every place that the path leads to: what is there, and how to put something else there.</summary>
    public IEnumerable<Place> In(MapValue document, bool create)
    {
        IEnumerable<Place> places = [new Place(new Value(document), _ => { })];
        foreach (var step in _steps)
        {
            places = [.. places.SelectMany(place => Step(place.Value, step, create))];
        }

        return places;
    }

    private static IEnumerable<Place> Step(Value at, string step, bool create)
    {
        if (at.Data is ListValue list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var index = i;
                if (step == "*" || step == i.ToString(CultureInfo.InvariantCulture) || IsSelected(list[i], step))
                {
                    yield return new Place(list[i], value => list.Items[index] = value);
                }
            }
        }
        else if (at.Data is MapValue map)
        {
            if (step == "*")
            {
                foreach (var key in map.Entries.Keys.ToList())
                {
                    yield return new Place(map[key], value => map[key] = value);
                }
            }
            else if (map.ContainsKey(step) || create)
            {
                if (!map.ContainsKey(step))
                {
                    map[step] = Value.Of(new MapValue());
                }

                yield return new Place(map[step], value => map[step] = value);
            }
        }
    }

    private static bool IsSelected(Value item, string step) =>
        step is ['[', .. var inner, ']']
        && inner.IndexOf('=') is >= 0 and var at
        && (at == 0 ? item.Data?.ToString() : (item.Data as MapValue)?[inner[..at]].Data?.ToString()) == inner[(at + 1)..];

    internal sealed record Place(Value Value, Action<Value> Put);
}
