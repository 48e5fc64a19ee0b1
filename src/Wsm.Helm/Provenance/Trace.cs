namespace Wsm.Helm.Provenance;

/// <summary>
/// What a value was made from. Null everywhere when nobody asked for provenance, so that it costs nothing then.
/// A trace is one of <see cref="ValueOrigin"/>, <see cref="TextTrace"/> and <see cref="DerivedTrace"/>.
/// </summary>
public abstract class Trace
{
    private protected Trace() { }

    /// <summary>Every value that had a part in it, each once, in the order of first use.</summary>
    public IReadOnlyList<ValueOrigin> Origins()
    {
        var found = new List<ValueOrigin>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Collect(found, seen);
        return found;
    }

    internal abstract void Collect(List<ValueOrigin> found, HashSet<object> seen);

    /// <summary>The union of two traces; one of them when the other is null.</summary>
    public static Trace? Union(Trace? left, Trace? right)
    {
        if (left is null || ReferenceEquals(left, right))
        {
            return right;
        }

        return right is null ? left : new DerivedTrace(left, right);
    }

    /// <summary>
    /// For what is computed from <paramref name="sources"/> but is no slice of their text: positions in their text mean nothing for it.
    /// </summary>
    public static Trace? Derived(Trace? sources) => sources is null or DerivedTrace ? sources : new DerivedTrace(sources, sources);
}

/// <summary>The value is the one at <paramref name="path"/>, unchanged. A nil of this trace is a key that nobody set.</summary>
public sealed class ValueOrigin(ValuePath path, ValueSource source) : Trace
{
    public ValuePath Path { get; } = path;

    public ValueSource Source { get; } = source;

    internal override void Collect(List<ValueOrigin> found, HashSet<object> seen)
    {
        if (seen.Add(this))
        {
            found.Add(this);
        }
    }

    public override string ToString() => Path.ToString();
}

/// <summary>Computed from values in a way that does not keep their text (a hash, a sum, a comparison).</summary>
internal sealed class DerivedTrace(Trace left, Trace right) : Trace
{
    internal override void Collect(List<ValueOrigin> found, HashSet<object> seen)
    {
        // Long chains (a value accumulated in a loop) lean to the left: walk that side without recursion.
        var rights = new Stack<Trace>();
        Trace at = this;
        while (at is DerivedTrace derived && seen.Add(derived))
        {
            rights.Push(derived.Right);
            at = derived.Left;
        }

        if (at is not DerivedTrace)
        {
            at.Collect(found, seen);
        }

        while (rights.TryPop(out var next))
        {
            next.Collect(found, seen);
        }
    }

    private Trace Left { get; } = left;

    private Trace Right { get; } = right;
}
