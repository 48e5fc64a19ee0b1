using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Charts.Schema;

/// <summary>The properties and items that no keyword has looked at yet; empty sets when nobody wants to know.</summary>
internal sealed class Unevaluated
{
    public HashSet<string> Properties { get; private init; } = [];

    public HashSet<int> Items { get; private init; } = [];

    public bool IsEmpty => Properties.Count == 0 && Items.Count == 0;

    public static Unevaluated Of(Value value, bool wanted) =>
        value.Data switch
        {
            MapValue map when wanted => new Unevaluated { Properties = [.. map.Entries.Keys] },
            ListValue list when wanted => new Unevaluated { Items = [.. Enumerable.Range(0, list.Count)] },
            _ => new Unevaluated(),
        };

    public void KeepOnly(Unevaluated other)
    {
        Properties.IntersectWith(other.Properties);
        Items.IntersectWith(other.Items);
    }
}
