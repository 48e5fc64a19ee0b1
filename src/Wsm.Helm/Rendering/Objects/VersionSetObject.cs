using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Objects;

/// <summary><c>.Capabilities.APIVersions</c></summary>
internal sealed class VersionSetObject(IReadOnlyList<string> versions) : GoObject
{
    private readonly HashSet<string> _known = new(versions, StringComparer.Ordinal);

    public override string TypeName => "common.VersionSet";

    public override string Kind => "slice";

    public override bool IsTrue => versions.Count > 0;

    public override TemplateFunction? Method(string name) =>
        name != "Has"
            ? null
            : new TemplateFunction(name, [GoType.String], false, (_, arguments) => Value.Of(_known.Contains((string)arguments[0].Data!)));

    public override string ToString() => $"[{string.Join(' ', versions)}]";

    public override Value ToData() => Value.Of(ListValue.OfStrings(versions));
}
