namespace Wsm.Oci.Models;

/// <summary>The little that is read of an image's configuration blob.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md</remarks>
public sealed record ImageConfig
{
    public required Platform Platform { get; init; }

    /// <exception cref="ManifestException">The document is malformed.</exception>
    public static ImageConfig Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonFields.ParseDocument(bytes, "the image configuration");
        var fields = new JsonFields(document.RootElement, "the image configuration");
        return new ImageConfig { Platform = DescriptorReader.ReadPlatform(fields) };
    }
}
