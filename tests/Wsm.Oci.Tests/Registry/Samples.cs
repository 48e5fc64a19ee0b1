using System.Text;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Small content, and options that do not wait.</summary>
internal static class Samples
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RegistryOptions Quick { get; } =
        new()
        {
            Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        };

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Descriptor Describe(byte[] content, string mediaType = MediaTypes.OciLayerGzip) =>
        new()
        {
            MediaType = mediaType,
            Digest = Digest.Of(content),
            Size = content.Length,
        };

    public static BlobOpener Opener(byte[] content) => (offset, _) => Task.FromResult<Stream>(new MemoryStream(content[(int)offset..]));

    public static RawManifest Manifest(Descriptor config, params Descriptor[] layers) =>
        RawManifest.Create(
            Encoding.UTF8.GetBytes(
                $$"""
                {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Json(config)}},"layers":[{{string.Join(
                    ',',
                    layers.Select(Json)
                )}}]}
                """
            )
        );

    public static RawManifest Signature(Descriptor subject, Descriptor config) =>
        RawManifest.Create(
            Encoding.UTF8.GetBytes(
                $$"""
                {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","artifactType":"application/x-signature","config":{{Json(
                    config
                )}},"layers":[],"subject":{{Json(subject)}},"annotations":{"by":"test"} }
                """
            )
        );

    public static string Json(Descriptor descriptor) =>
        $$"""{"mediaType":"{{descriptor.MediaType}}","digest":"{{descriptor.Digest}}","size":{{descriptor.Size}}}""";

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        await using (stream)
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Token);
            return copy.ToArray();
        }
    }

    /// <summary>Pushes an image of a configuration and one layer, and returns its manifest.</summary>
    public static async Task<RawManifest> PushImageAsync(Repository repository, string tag, byte[] layer)
    {
        var config = Encoding.UTF8.GetBytes("""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""");
        var descriptors = new[] { Describe(config, MediaTypes.OciConfig), Describe(layer) };
        await repository.UploadBlobAsync(descriptors[0], Opener(config), null, Token);
        await repository.UploadBlobAsync(descriptors[1], Opener(layer), null, Token);
        var manifest = Manifest(descriptors[0], descriptors[1]);
        await repository.PutManifestAsync(manifest, tag, Token);
        return manifest;
    }
}
