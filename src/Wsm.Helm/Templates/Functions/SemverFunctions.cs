using Wsm.Helm.Data;
using Wsm.Helm.Versions;

namespace Wsm.Helm.Templates.Functions;

internal static class SemverFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("semver", static (_, a) => new Value(new VersionObject(Parse(a.Text(0)), pointer: true), a.Traces()), GoType.String);
        list.Add("semverCompare", static (_, a) => Compare(a), GoType.String, GoType.String);
    }

    private static Value Compare(Value[] a)
    {
        try
        {
            return Value.Of(VersionConstraint.Parse(a.Text(0)).IsSatisfiedBy(Parse(a.Text(1))), a.Traces());
        }
        catch (FormatException refused)
        {
            throw new FunctionException(refused.Message);
        }
    }

    private static SemanticVersion Parse(string text)
    {
        try
        {
            return SemanticVersion.Parse(text);
        }
        catch (FormatException refused)
        {
            throw new FunctionException(refused.Message);
        }
    }
}
