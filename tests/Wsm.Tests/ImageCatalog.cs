namespace Wsm.Tests;

/// <summary>A catalog of images alone.</summary>
internal static class ImageCatalog
{
    public static string Of(IEnumerable<string> images) =>
        "apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: test, title: Test}\nimages:\n"
        + string.Concat(images.Select(image => $"  - \"{image}\"\n"));
}
