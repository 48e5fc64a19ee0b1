using System.Globalization;
using Wsm.Helm.Data;

namespace Wsm.Site.Values.Kustomizations;

/// <summary>The way to a field of a document: <c>spec.containers[0].image</c> as the steps of a JSON pointer.</summary>
internal static class FieldPointer
{
    /// <returns>Null where the document has no such field. Keys may hold dots, so the document decides what a step is.</returns>
    public static IReadOnlyList<string>? Find(Value at, string field)
    {
        if (field.Length == 0)
        {
            return [];
        }

        switch (at.Data)
        {
            case MapValue map:
                var rest = field[0] == '.' ? field[1..] : field;
                foreach (
                    var key in map
                        .Entries.Keys.Where(key => rest.StartsWith(key, StringComparison.Ordinal))
                        .OrderByDescending(key => key.Length)
                )
                {
                    if ((rest.Length == key.Length || rest[key.Length] is '.' or '[') && Find(map[key], rest[key.Length..]) is { } below)
                    {
                        return [key, .. below];
                    }
                }

                return null;
            case ListValue list when field[0] == '[' && field.IndexOf(']') is > 1 and var end:
                return
                    int.TryParse(field.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < list.Count
                    && Find(list[index], field[(end + 1)..]) is { } inner
                    ? [index.ToString(CultureInfo.InvariantCulture), .. inner]
                    : null;
            default:
                return null;
        }
    }

    public static Value At(Value document, IEnumerable<string> steps) => steps.Aggregate(document, (at, step) => at.Data switch
            {
                MapValue map => map[step],
                ListValue list => list[int.Parse(step, CultureInfo.InvariantCulture)],
                _ => Value.Nil,
            });

    /// <param name="steps">Of a field that the document has.</param>
    public static void Set(Value document, IReadOnlyList<string> steps, string text)
    {
        var last = steps[^1];
        switch (At(document, steps.SkipLast(1)).Data)
        {
            case MapValue map:
                map[last] = Value.Of(text);
                break;
            case ListValue list:
                list.Items[int.Parse(last, CultureInfo.InvariantCulture)] = Value.Of(text);
                break;
        }
    }

    public static string Text(IEnumerable<string> steps) =>
        string.Concat(
            steps.Select(step => "/" + step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))
        );
}
