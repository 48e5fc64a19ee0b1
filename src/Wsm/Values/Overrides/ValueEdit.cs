using Wsm.Helm.Provenance;

namespace Wsm.Values.Overrides;

/// <summary>A chart value that is to be set to a text.</summary>
internal sealed record ValueEdit(ValuePath Path, string Text)
{
    /// <summary>What identifies the value: the path as <c>--set</c> spells it.</summary>
    public string Key { get; } = Path.ToString();
}
