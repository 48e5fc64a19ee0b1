using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Objects;

/// <summary>A Go struct of helm with its exported fields.</summary>
internal abstract class HelmObject : GoObject
{
    protected abstract IReadOnlyList<(string Name, Value Value)> Fields { get; }

    public override bool TryGetField(string name, out Value value)
    {
        foreach (var (field, content) in Fields)
        {
            if (field == name)
            {
                value = content;
                return true;
            }
        }

        value = default;
        return false;
    }

    public override Value ToData()
    {
        var map = new MapValue();
        foreach (var (field, content) in Fields)
        {
            map[field] = content.Data is GoObject inner ? inner.ToData() : content;
        }

        return Value.Of(map);
    }

    /// <summary>A method without arguments.</summary>
    protected static TemplateFunction Getter(string name, string value) => new(name, [], false, (_, _) => Value.Of(value));
}
