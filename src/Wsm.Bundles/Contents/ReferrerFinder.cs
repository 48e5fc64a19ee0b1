using Wsm.Oci.Content;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Bundles.Contents;

/// <summary>Finds what has been said about an image: by the referrers API, and by the tags that cosign makes from a digest.</summary>
public sealed class ReferrerFinder(RegistryClient registry)
{
    private const int DeepestChain = 3;
    private static readonly string[] CosignSuffixes = [".sig", ".att", ".sbom"];

    /// <summary>References to everything that refers to <paramref name="subjects"/>, and to what refers to that in turn.</summary>
    /// <exception cref="ContentException">The registry fails.</exception>
    public async Task<IReadOnlyList<ImageReference>> FindAsync(
        ImageReference image,
        IEnumerable<Digest> subjects,
        CancellationToken cancellationToken
    )
    {
        var repository = await registry.FindOriginAsync(image, cancellationToken);
        var found = new List<ImageReference>();
        var seen = subjects.ToHashSet();
        var next = seen.ToList();
        for (var depth = 0; depth < DeepestChain && next.Count > 0; depth++)
        {
            var now = next;
            next = [];
            foreach (var subject in now)
            {
                foreach (var referrer in await repository.GetReferrersAsync(subject, null, cancellationToken))
                {
                    if (!seen.Add(referrer.Digest))
                    {
                        continue;
                    }

                    next.Add(referrer.Digest);
                    found.Add(ImageReference.Create(image.Registry, image.Repository, digest: referrer.Digest));
                }

                foreach (var suffix in CosignSuffixes)
                {
                    var tag = $"{subject.Algorithm}-{subject.Hex}{suffix}";
                    if (
                        await repository.AskForManifestAsync(tag, cancellationToken) is not ({ } signature, _)
                        || !seen.Add(signature.Digest)
                    )
                    {
                        continue;
                    }

                    next.Add(signature.Digest);
                    found.Add(ImageReference.Create(image.Registry, image.Repository, tag));
                }
            }
        }

        return found;
    }
}
