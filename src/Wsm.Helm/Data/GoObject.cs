namespace Wsm.Helm.Data;

/// <summary>
/// A Go value with fields or methods that templates may use: <c>.Files</c>, <c>.Capabilities</c>, a time, a semantic version, a
/// certificate.
/// </summary>
internal abstract class GoObject
{
    /// <summary>The Go type's name as <c>typeOf</c> prints it, e.g. <c>*semver.Version</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>The Go kind as <c>kindOf</c> prints it: struct, ptr, map, slice, int64 …</summary>
    public virtual string Kind => "struct";

    /// <summary>What <c>if</c> sees. Go: structs are true; maps and slices when they have elements; pointers when not nil.</summary>
    public virtual bool IsTrue => true;

    /// <summary>A field, or a map entry, of this name. False: the type has none (an error in a template).</summary>
    public virtual bool TryGetField(string name, out Value value)
    {
        value = default;
        return false;
    }

    /// <summary>A method of this name, with the same rules for its arguments as a function. Null: the type has none.</summary>
    public virtual TemplateFunction? Method(string name) => null;

    /// <summary>What <c>%v</c> prints; a type with a String method prints that.</summary>
    public abstract override string ToString();

    /// <summary>What an action that ends in the object prints: Go then also uses a String method that belongs to the pointer.</summary>
    public virtual string Printed => ToString();

    /// <summary>What the JSON and YAML encoders see instead of the object (a map, a list, a string).</summary>
    public abstract Value ToData();
}
