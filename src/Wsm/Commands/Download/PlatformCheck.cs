using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Models;

namespace Wsm.Commands.Download;

/// <summary>
/// Looks whether images that were published for a single platform are for the wanted one. An index says so itself; such an image says
/// it only in its configuration, which is read from the finished bundle, so that nothing is fetched for it.
/// </summary>
internal static class PlatformCheck
{
    public static void Warn(string folder, PlatformChoice platforms, Action<string> warn)
    {
        if (platforms.IsAll)
        {
            return;
        }

        using var bundle = Bundle.Open(folder);
        var artifacts = bundle.Lock.Components.Select(component => component.Artifact?.Reference).OfType<string>().ToHashSet();
        foreach (
            var image in bundle.Images.Where(image =>
                image.Entry is { ReferrerOf: null, Platforms.Count: 0 } && !artifacts.Contains(image.Entry.Reference)
            )
        )
        {
            if (PlatformOf(image) is not { } only || only.IsUnknown)
            {
                continue;
            }

            var missing = platforms.Wanted.Where(wanted => wanted.DistanceTo(only) is null).ToList();
            if (missing.Count > 0)
            {
                warn($"{image.Reference.AsWritten}: the image is published for {only} alone, not for {string.Join(" or ", missing)}");
            }
        }
    }

    private static Platform? PlatformOf(BundleImage image)
    {
        var root = image.ReadManifest(image.Root);
        if (root.IsIndex || root.AsImage().Config is not { MediaType: MediaTypes.OciConfig or MediaTypes.DockerConfig } config)
        {
            return null;
        }
        // What a delta leaves out was looked at when it was carried.
        if (image.IsAbsent(config.Digest))
        {
            return null;
        }

        try
        {
            using var stream = image.OpenBlob(config, 0, verify: false);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return ImageConfig.Parse(bytes.ToArray()).Platform;
        }
        catch (ManifestException)
        {
            // Whoever runs the image will say what is wrong with its configuration; its platform is not known.
            return null;
        }
    }
}
