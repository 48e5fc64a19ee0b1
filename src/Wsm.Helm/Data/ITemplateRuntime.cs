namespace Wsm.Helm.Data;

/// <summary>What a function may ask of the rendering that it runs in.</summary>
public interface ITemplateRuntime
{
    /// <summary>Helm's <c>include</c>: the named template's text, with its runs.</summary>
    Value Include(string name, Value data);

    /// <summary>
    /// Helm's <c>tpl</c>: <paramref name="text"/> as a template; its literal text keeps the origin of <paramref name="text"/>.
    /// </summary>
    Value Tpl(Value text, Value data);

    /// <summary>
    /// Counts work that a single call can blow up (<c>until</c>, <c>repeat</c>, big joins); throws when the render's budget is used up.
    /// </summary>
    void Charge(long units);

    TimeProvider Clock { get; }

    /// <summary>Fills with random bytes; tests give a fixed sequence.</summary>
    void FillRandom(Span<byte> bytes);

    ISecretWork Secrets { get; }

    /// <summary>Helm's <c>lookup</c>: an object of the cluster, or a list of them; empty where there is none, or no cluster.</summary>
    MapValue Lookup(string apiVersion, string kind, string space, string name);

    CancellationToken Cancellation { get; }
}
