namespace Wsm.Helm.Data.Times;

/// <summary>A Go integer type whose values have names: <c>time.Month</c>, <c>time.Weekday</c>.</summary>
internal sealed class NamedInteger(string typeName, int number, string text) : GoObject
{
    public int Number => number;

    public override string TypeName => typeName;

    public override string Kind => "int";

    public override bool IsTrue => number != 0;

    public override TemplateFunction? Method(string name) =>
        name == "String" ? new TemplateFunction(name, [], false, (_, _) => Value.Of(text)) : null;

    public override string ToString() => text;

    public override Value ToData() => Value.OfInt(number);
}
