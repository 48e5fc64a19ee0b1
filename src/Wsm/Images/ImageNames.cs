namespace Wsm.Images;

/// <summary>The names by which charts and operators call images and their parts.</summary>
internal static class ImageNames
{
    public static IReadOnlyList<string> Parts { get; } = ["registry", "repository", "tag", "version", "digest"];

    public static IReadOnlyList<string> Versions { get; } = ["tag", "version", "digest"];

    /// <summary>A key, flag or variable that says its value is an image: <c>image</c>, <c>baseImage</c>, <c>RELOADER_IMAGE</c>.</summary>
    public static bool SaysImage(string name) =>
        name.EndsWith("image", StringComparison.OrdinalIgnoreCase) || name.StartsWith("RELATED_IMAGE_", StringComparison.Ordinal);
}
