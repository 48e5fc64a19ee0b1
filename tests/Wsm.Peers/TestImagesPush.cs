using System.Net.Http.Headers;

namespace Wsm.Peers;

/// <summary>Puts test images into a plain registry by the distribution API, with nothing of the product's own code.</summary>
public static class TestImagesPush
{
    private static readonly HttpClient Http = new();

    /// <param name="host">HOST:PORT, plain HTTP.</param>
    public static async Task PushAsync(string host, string repository, string? tag, ImageContent image)
    {
        var root = new Uri($"http://{host}/v2/{repository}/");
        foreach (var (digest, bytes) in image.Blobs)
        {
            using var begun = await Http.PostAsync(new Uri(root, "blobs/uploads/"), null).ConfigureAwait(false);
            begun.EnsureSuccessStatusCode();
            var location = new Uri(root, begun.Headers.Location!);
            var upload = new Uri(location + (location.Query.Length == 0 ? "?" : "&") + "digest=" + Uri.EscapeDataString(digest));
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var stored = await Http.PutAsync(upload, content).ConfigureAwait(false);
            stored.EnsureSuccessStatusCode();
        }

        foreach (var (digest, (mediaType, bytes)) in image.Children)
        {
            await PutManifestAsync(root, digest, mediaType, bytes).ConfigureAwait(false);
        }

        await PutManifestAsync(root, tag ?? image.Digest, image.MediaType, image.Root).ConfigureAwait(false);
    }

    private static async Task PutManifestAsync(Uri root, string name, string mediaType, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var stored = await Http.PutAsync(new Uri(root, "manifests/" + name), content).ConfigureAwait(false);
        stored.EnsureSuccessStatusCode();
    }
}
