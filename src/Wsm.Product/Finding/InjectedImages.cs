namespace Wsm.Product.Finding;

/// <summary>The images that an injector puts in the place of <c>image: auto</c>: its own ConfigMap names them.</summary>
internal static class InjectedImages
{
    /// <summary>The text that stands for them.</summary>
    public const string Auto = "auto";

    public static bool Has(ImageUse use) =>
        use.Kind == UseKind.Candidate
        && use.Document.StartsWith("ConfigMap/", StringComparison.Ordinal)
        && use.Document.Contains("injector", StringComparison.Ordinal)
        && use.Reference.Repository.Contains("proxy", StringComparison.Ordinal);
}
