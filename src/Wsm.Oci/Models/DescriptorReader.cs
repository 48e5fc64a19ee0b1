namespace Wsm.Oci.Models;

internal static class DescriptorReader
{
    public static Descriptor Read(JsonFields fields)
    {
        var size = fields.OptionalNumber("size") ?? -1;
        if (size < 0)
        {
            throw new ManifestException("a descriptor has no size, or a negative one");
        }

        return new Descriptor
        {
            MediaType = fields.RequiredString("mediaType"),
            Digest = fields.RequiredDigest("digest"),
            Size = size,
            Platform = fields.OptionalObject("platform") is { } platform && IsSaid(platform) ? ReadPlatform(platform) : null,
            ArtifactType = fields.OptionalString("artifactType"),
            Annotations = fields.Map("annotations"),
            Urls = fields.Strings("urls"),
        };
    }

    /// <summary>Some tools write a platform without a word in it.</summary>
    private static bool IsSaid(JsonFields platform) =>
        platform.OptionalString("os") is { Length: > 0 } || platform.OptionalString("architecture") is { Length: > 0 };

    public static Platform ReadPlatform(JsonFields fields) =>
        new(
            fields.OptionalString("os") is { Length: > 0 } os ? os : "unknown",
            fields.OptionalString("architecture") is { Length: > 0 } architecture ? architecture : "unknown",
            fields.OptionalString("variant"),
            fields.OptionalString("os.version")
        );
}
