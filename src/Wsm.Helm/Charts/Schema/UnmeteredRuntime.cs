using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>
/// Lets regular expressions run outside a rendering: a schema's patterns cost time in proportion to the values and need no budget.
/// </summary>
internal sealed class UnmeteredRuntime : ITemplateRuntime
{
    public static UnmeteredRuntime Instance { get; } = new();

    public TimeProvider Clock => throw NoRendering();

    public CancellationToken Cancellation => CancellationToken.None;

    public ISecretWork Secrets => throw NoRendering();

    public Value Include(string name, Value data) => throw NoRendering();

    public Value Tpl(Value text, Value data) => throw NoRendering();

    public void FillRandom(Span<byte> bytes) => throw NoRendering();

    public MapValue Lookup(string apiVersion, string kind, string space, string name) => throw NoRendering();

    public void Charge(long units) { }

    private static NotSupportedException NoRendering() => new("there is no rendering here");
}
