using Wsm.Product.Resolving;

namespace Wsm.Site.Values.Emission;

/// <summary>A file that <c>wsm values</c> writes.</summary>
/// <param name="Name">Relative to the output folder, with forward slashes.</param>
/// <param name="IsSecret">It may carry a licence or a password: only its owner may read it.</param>
public sealed record EmittedFile(string Name, string Text, bool IsSecret = false)
{
    /// <summary>The name of the file that holds a component's values.</summary>
    public static string NameOf(ResolvedComponent component) => component.Emit?.File ?? $"values-{component.Chart!.Name}.yaml";
}
