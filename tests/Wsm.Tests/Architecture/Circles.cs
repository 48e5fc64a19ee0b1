namespace Wsm.Tests.Architecture;

/// <summary>Finds what depends on itself by way of others.</summary>
internal static class Circles
{
    /// <summary>For each strongly connected group of nodes one shortest way around: <c>a → b → a</c>.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> In(IReadOnlyCollection<(string From, string To)> edges)
    {
        var next = edges.Where(edge => edge.From != edge.To).ToLookup(edge => edge.From, edge => edge.To);
        var told = new HashSet<string>();
        var circles = new List<IReadOnlyList<string>>();
        foreach (var start in next.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            if (!told.Contains(start) && WayBack(start, next) is { } circle)
            {
                told.UnionWith(circle);
                circles.Add(circle);
            }
        }

        return circles;
    }

    private static IReadOnlyList<string>? WayBack(string start, ILookup<string, string> next)
    {
        var before = new Dictionary<string, string>();
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var neighbour in next[node].Order(StringComparer.Ordinal))
            {
                if (neighbour == start)
                {
                    var way = new List<string> { start };
                    for (var at = node; at != start; at = before[at])
                    {
                        way.Insert(0, at);
                    }

                    return [start, .. way];
                }

                if (before.TryAdd(neighbour, node))
                {
                    queue.Enqueue(neighbour);
                }
            }
        }

        return null;
    }
}
