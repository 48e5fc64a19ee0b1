namespace Wsm.Site.Releases.Objects;

/// <summary>What an object is, whatever version of its kind it is written in.</summary>
/// <param name="Group">Empty for the core.</param>
/// <param name="Namespace">Empty for what is in none.</param>
public readonly record struct ObjectKey(string Group, string Kind, string Namespace, string Name)
{
    /// <summary>As people write it: <c>Deployment shop/web</c>.</summary>
    public override string ToString() => $"{Kind} {(Namespace.Length == 0 ? "" : Namespace + "/")}{Name}";
}
