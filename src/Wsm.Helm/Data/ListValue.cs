using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data;

/// <summary>A Go slice. Functions that grow one make a new list, as sprig's do.</summary>
public sealed class ListValue(List<Value> items)
{
    public ListValue()
        : this([]) { }

    /// <summary>
    /// The Go type's name as <c>typeOf</c> and <c>%T</c> print it: <c>[]interface {}</c>, <c>[]string</c>, <c>[]int</c> …
    /// </summary>
    public string TypeName { get; init; } = GoTypeNames.List;

    /// <summary>
    /// Go's nil slice: empty in every way, but the encoders write <c>null</c> for it (<c>concat</c> of nothing, <c>rest</c> of an empty
    /// list).
    /// </summary>
    public bool IsNil { get; init; }

    public ValueOrigin? Origin { get; set; }

    public List<Value> Items { get; } = items;

    public int Count => Items.Count;

    public Value this[int index] => Items[index];

    public static ListValue OfStrings(IEnumerable<string> items) =>
        new([.. items.Select(item => Value.Of(item))]) { TypeName = GoTypeNames.StringList };
}
