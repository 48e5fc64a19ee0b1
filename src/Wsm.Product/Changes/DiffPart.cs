using System.Text.Json.Serialization;

namespace Wsm.Product.Changes;

/// <summary>A thing and its version: repository and tag, chart and version.</summary>
public sealed record Versioned(string Name, string Version);

public sealed record VersionChange(string Name, string From, string To);

public sealed record DiffPart(IReadOnlyList<Versioned> Added, IReadOnlyList<Versioned> Removed, IReadOnlyList<VersionChange> Changed)
{
    [JsonIgnore]
    public bool IsEmpty => Added.Count + Removed.Count + Changed.Count == 0;

    public static DiffPart Between(IEnumerable<Versioned> older, IEnumerable<Versioned> newer)
    {
        var (before, after) = (older.ToHashSet(), newer.ToHashSet());
        var added = after.Except(before).ToList();
        var removed = before.Except(after).ToList();
        // One version that left and one that came is a change; of several nobody can say which became which.
        var changed = (
            from come in Singles(added)
            join gone in Singles(removed) on come.Name equals gone.Name
            select new VersionChange(come.Name, gone.Version, come.Version)
        ).ToList();
        var names = changed.Select(change => change.Name).ToHashSet();
        return new DiffPart(
            [.. added.Where(item => !names.Contains(item.Name))],
            [.. removed.Where(item => !names.Contains(item.Name))],
            changed
        );
    }

    /// <param name="kind">What the things are, one of them.</param>
    public void Write(string kind, TextWriter output)
    {
        foreach (var item in Added)
        {
            output.WriteLine($"  + {kind} {item.Name} {item.Version}");
        }

        foreach (var item in Removed)
        {
            output.WriteLine($"  - {kind} {item.Name} {item.Version}");
        }

        foreach (var change in Changed)
        {
            output.WriteLine($"  ~ {kind} {change.Name} {change.From} → {change.To}");
        }
    }

    private static IEnumerable<Versioned> Singles(IEnumerable<Versioned> items) =>
        items.GroupBy(item => item.Name).Select(same => same.ToList()).Where(same => same.Count == 1).Select(same => same[0]);
}
