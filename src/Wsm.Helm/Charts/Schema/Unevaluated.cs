using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>The properties and items that no keyword has looked at yet; none when nobody wants to know.</summary>
internal sealed class Unevaluated
{
    /// <summary>Stays empty, whatever is taken out of it.</summary>
    private static readonly Unevaluated Unwanted = new(null, null);

    private readonly HashSet<string>? _properties;
    private readonly HashSet<int>? _items;

    private Unevaluated(HashSet<string>? properties, HashSet<int>? items) => (_properties, _items) = (properties, items);

    public bool IsEmpty => _properties is null or { Count: 0 } && _items is null or { Count: 0 };

    public IReadOnlyList<string> Properties => [.. (_properties ?? []).Order(GoStringOrder.Instance)];

    public IReadOnlyList<int> Items => [.. (_items ?? []).Order()];

    public static Unevaluated Of(Value value, bool wanted) =>
        value.Data switch
        {
            MapValue map when wanted => new Unevaluated([.. map.Entries.Keys], null),
            ListValue list when wanted => new Unevaluated(null, [.. Enumerable.Range(0, list.Count)]),
            _ => Unwanted,
        };

    public void Remove(string property) => _properties?.Remove(property);

    public void Remove(int item) => _items?.Remove(item);

    public void RemoveItemsBefore(int end) => _items?.RemoveWhere(item => item < end);

    public void ClearProperties() => _properties?.Clear();

    public void ClearItems() => _items?.Clear();

    public void KeepOnly(Unevaluated other)
    {
        _properties?.IntersectWith(other._properties ?? []);
        _items?.IntersectWith(other._items ?? []);
    }
}
