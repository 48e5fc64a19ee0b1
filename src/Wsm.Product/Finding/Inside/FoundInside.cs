using Wsm.Oci.References;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Finding.Inside;

/// <summary>A reference that a file of an image names.</summary>
/// <param name="File">The file's path in the image; below a Java archive <c>app.jar!/com/acme/Main.class</c>.</param>
/// <param name="Text">The string that names it, without control characters and cut to a line of a terminal.</param>
/// <param name="Reason">What made it a reference, in few words.</param>
/// <param name="Line">One-based line of a text file, where it stands there as it is.</param>
public sealed record FoundInside(ImageReference Reference, string File, string Text, string Reason, Confidence Confidence, int? Line)
{
    /// <summary>False for a name without a tag or digest: the program that names it adds one, and only it knows which.</summary>
    public bool IsWhole { get; init; } = true;
}
