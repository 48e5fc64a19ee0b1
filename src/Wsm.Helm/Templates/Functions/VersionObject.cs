using Wsm.Helm.Data;
using Wsm.Helm.Versions;

namespace Wsm.Helm.Templates.Functions;

/// <summary>What <c>semver</c> gives: in Go a pointer to a version, while the methods that make a changed copy give a plain one.</summary>
internal sealed class VersionObject(SemanticVersion version, bool pointer) : GoObject
{
    private delegate Value Answer(SemanticVersion version, Value[] arguments);

    public override string TypeName => pointer ? "*semver.Version" : "semver.Version";

    public override string Kind => pointer ? "ptr" : "struct";

    /// <summary>Of a plain version Go finds only the methods that need no pointer.</summary>
    public override TemplateFunction? Method(string name) => ValueMethod(name) ?? (pointer ? PointerMethod(name) : null);

    public override string ToString() => version.ToString();

    public override Value ToData() => Value.Of(version.ToString());

    private TemplateFunction? ValueMethod(string name) =>
        name switch
        {
            "Major" => Call(name, static (v, _) => new Value(v.Major)),
            "Minor" => Call(name, static (v, _) => new Value(v.Minor)),
            "Patch" => Call(name, static (v, _) => new Value(v.Patch)),
            "Prerelease" => Call(name, static (v, _) => Value.Of(v.Prerelease)),
            "Metadata" => Call(name, static (v, _) => Value.Of(v.Metadata)),
            "String" or "Value" => Call(name, static (v, _) => Value.Of(v.ToString())),
            "IncMajor" => Call(name, static (v, _) => Copy(v.Next(VersionPart.Major))),
            "IncMinor" => Call(name, static (v, _) => Copy(v.Next(VersionPart.Minor))),
            "IncPatch" => Call(name, static (v, _) => Copy(v.Next(VersionPart.Patch))),
            "SetPrerelease" => Call(name, static (v, a) => Changed(() => v.WithPrerelease(a.Text(0))), GoType.String),
            "SetMetadata" => Call(name, static (v, a) => Changed(() => v.WithMetadata(a.Text(0))), GoType.String),
            _ => null,
        };

    private TemplateFunction? PointerMethod(string name) =>
        name switch
        {
            "Original" => Call(name, static (v, _) => Value.Of(v.Original)),
            "Compare" => Call(name, static (v, a) => Value.OfInt(Math.Sign(v.CompareTo(Other(a)))), GoType.Object),
            "Equal" => Call(name, static (v, a) => Value.Of(v.CompareTo(Other(a)) == 0), GoType.Object),
            "LessThan" => Call(name, static (v, a) => Value.Of(v.CompareTo(Other(a)) < 0), GoType.Object),
            "LessThanEqual" => Call(name, static (v, a) => Value.Of(v.CompareTo(Other(a)) <= 0), GoType.Object),
            "GreaterThan" => Call(name, static (v, a) => Value.Of(v.CompareTo(Other(a)) > 0), GoType.Object),
            "GreaterThanEqual" => Call(name, static (v, a) => Value.Of(v.CompareTo(Other(a)) >= 0), GoType.Object),
            _ => null,
        };

    private static Value Copy(SemanticVersion version) => new(new VersionObject(version, pointer: false));

    private static Value Changed(Func<SemanticVersion> change)
    {
        try
        {
            return Copy(change());
        }
        catch (FormatException refused)
        {
            throw new FunctionException(refused.Message);
        }
    }

    private static SemanticVersion Other(Value[] arguments) =>
        arguments[0].Data is VersionObject other
            ? other.Version
            : throw new FunctionException($"wrong type for value; expected *semver.Version; got {GoTypes.NameOf(arguments[0].Data)}");

    private SemanticVersion Version => version;

    private TemplateFunction Call(string name, Answer answer, params GoType[] parameters) =>
        new(name, parameters, false, (_, arguments) => answer(version, arguments));
}
