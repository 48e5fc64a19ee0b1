using Wsm.Oci.References;
using Wsm.Site.Relocations;

namespace Wsm.Site.Values.Overrides;

/// <summary>The text by which a chart is to name each image once it is relocated.</summary>
/// <param name="held">What is known of an image that is at hand; null for one that is not, which is then left where it is.</param>
/// <param name="byDigest">Pin every image by its digest.</param>
public sealed class ImageTargets(Relocation relocation, Func<ImageReference, HeldImage?> held, bool byDigest)
{
    /// <summary>What was relocated so far.</summary>
    public Dictionary<ImageReference, RelocatedImage> Relocated { get; } = [];

    /// <summary>The registry inside; null where rules name several.</summary>
    public string? Home => relocation.PullHost;

    /// <summary>Digests are wanted.</summary>
    public bool Pins => byDigest;

    /// <summary>The digest that is to stand behind the text; null when none is wanted, known, or missing.</summary>
    public Digest? DigestFor(ImageReference source) => byDigest && source.Digest is null ? held(source)?.Digest : null;

    /// <summary>Null when the image is to stay as it is.</summary>
    public string? TextFor(ImageReference source)
    {
        if (held(source) is not { } image)
        {
            return null;
        }
        // Somebody's own values name it by its place inside already.
        if (relocation.IsInside(source) && image.Digest is null)
        {
            Relocated.TryAdd(source, new RelocatedImage(source, source, source));
        }

        if (!Relocated.TryGetValue(source, out var relocated))
        {
            Relocated[source] = relocated = relocation.Relocate(source);
        }

        var digest = source.Digest is null ? null : (relocated.Pull.Digest ?? source.Digest).ToString();
        return relocated.Pull.Name + (HasTag(source) ? ":" + source.Tag : "") + (digest is null ? "" : "@" + digest);
    }

    /// <summary>A mirror of its registry gives it to who asks for its public name: it is there under the same digest, or asked for by
    /// tag.</summary>
    public bool IsMirrored(ImageReference source) => source.Digest is not { } digest || relocation.Inside(digest) == digest;

    private static bool HasTag(ImageReference source)
    {
        var name = source.AsWritten.Split('@')[0];
        return name.LastIndexOf(':') > name.LastIndexOf('/');
    }
}
