using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>What functions see of a render: the session, and the set whose templates run.</summary>
internal sealed class SetRuntime(TemplateSet set, RenderSession session) : ITemplateRuntime
{
    public TemplateSet Set { get; } = set;

    public RenderSession Session { get; } = session;

    public TimeProvider Clock => Session.Clock;

    public CancellationToken Cancellation => Session.Cancellation;

    public Value Include(string name, Value data)
    {
        var including = Session.Including;
        including.TryGetValue(name, out var running);
        if (running > Session.Limits.IncludeDepth)
        {
            throw new FunctionException($"rendering template has a nested reference name: {name}: unable to execute template");
        }

        including[name] = running + 1;
        try
        {
            return Set.Execute(name, data, Session);
        }
        finally
        {
            including[name] = running;
        }
    }

    public Value Tpl(Value text, Value data)
    {
        if (Session.RunningTpl == Session.Limits.TplDepth)
        {
            throw new FunctionException($"tpl is nested more than {Session.Limits.TplDepth} deep");
        }

        Session.RunningTpl++;
        var result = NoValue.Blank(Set.ExecuteText(text, data, Session));
        Session.RunningTpl--;
        return result;
    }

    public void Charge(long units) => Session.Charge(units);

    public void FillRandom(Span<byte> bytes) => Session.Random(bytes);

    public ISecretWork Secrets => Session.Secrets;

    public MapValue Lookup(string apiVersion, string kind, string space, string name) =>
        Session.Lookup?.Invoke(apiVersion, kind, space, name) ?? new MapValue();
}
