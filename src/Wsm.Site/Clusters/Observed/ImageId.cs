using Wsm.Oci.References;

namespace Wsm.Site.Clusters.Observed;

/// <summary>Reads what container runtimes say about the image that runs.</summary>
/// <remarks>
/// containerd: <c>docker.io/library/redis@sha256:…</c>, or <c>sha256:…</c> of the configuration for an image that was imported;
/// CRI-O: <c>quay.io/a/b@sha256:…</c>, or the configuration's bare digits; docker: <c>docker-pullable://redis@sha256:…</c>, or
/// <c>docker://sha256:…</c> of the configuration.
/// </remarks>
internal static class ImageId
{
    /// <summary>The digest in it; null where there is none.</summary>
    public static Digest? DigestOf(string? text)
    {
        if (text is not { Length: > 0 })
        {
            return null;
        }

        var bare = text[(text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0)..];
        var digits = bare[(bare.LastIndexOf('@') + 1)..];
        return Digest.TryParse(digits, out var digest) || Digest.TryParse($"sha256:{digits}", out digest) ? digest : null;
    }
}
