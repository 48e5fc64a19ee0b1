using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Overrides;

/// <summary>A chart value that is to be set to a text.</summary>
public sealed record ValueEdit(ValuePath Path, string Text)
{
    /// <summary>What identifies the value: the path as <c>--set</c> spells it.</summary>
    public string Key { get; } = Path.ToString();

    /// <summary>It is set to true: the chart refuses the other edits without it.</summary>
    public bool IsConsent { get; private init; }

    public Value Value => IsConsent ? Value.Of(true) : Value.Of(Text);

    public static ValueEdit Consent(ValuePath path) => new(path, "true") { IsConsent = true };
}
