using System.Text;

namespace Wsm.Helm.Provenance;

/// <summary>
/// Where a value stands in the values of the top chart, as <c>--set</c> spells it: <c>app.containers[0].image</c>.
/// A node points to its parent, so stamping a whole tree costs one small object a node.
/// </summary>
public sealed class ValuePath
{
    private ValuePath(ValuePath? parent, string? key, int index)
    {
        Parent = parent;
        Key = key;
        Index = index;
    }

    public static ValuePath Root { get; } = new(null, null, -1);

    public ValuePath? Parent { get; }

    /// <summary>The map key of the last step; null for a list step and for the root.</summary>
    public string? Key { get; }

    /// <summary>The list position of the last step; -1 for a map step and for the root.</summary>
    public int Index { get; }

    public bool IsRoot => Parent is null;

    public ValuePath Child(string key) => new(this, key, -1);

    public ValuePath Child(int index) => new(this, null, index);

    /// <summary>The steps from the root; map keys as string, list positions as int.</summary>
    public IReadOnlyList<object> Steps()
    {
        var steps = new List<object>();
        for (var at = this; at.Parent is not null; at = at.Parent)
        {
            steps.Add(at.Key is { } key ? key : at.Index);
        }

        steps.Reverse();
        return steps;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps())
        {
            if (step is string key)
            {
                if (text.Length > 0)
                {
                    text.Append('.');
                }

                text.Append(key.Replace("\\", "\\\\").Replace(".", "\\.").Replace(",", "\\,").Replace("[", "\\[").Replace("=", "\\="));
            }
            else
            {
                text.Append('[').Append((int)step).Append(']');
            }
        }

        return text.ToString();
    }
}
