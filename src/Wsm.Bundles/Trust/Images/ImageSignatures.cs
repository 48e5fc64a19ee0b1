using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Trust.Images;

/// <summary>Verifies, offline, the signatures and attestations of images that a bundle carries.</summary>
/// <param name="identities">How the name in a signature must fit the image's; one of them suffices.</param>
/// <param name="lockIsSigned">Whether the bundle's lock was found to be signed, so that what it says of an image's index counts.</param>
public sealed class ImageSignatures(IReadOnlyList<TrustedKey> keys, IReadOnlyList<SignedIdentity> identities, bool lockIsSigned)
{
    /// <summary>A verdict on every image that is not itself a signature or an attestation.</summary>
    public IReadOnlyList<SignatureVerdict> Check(Bundle bundle)
    {
        var reader = new ClaimReader(keys, digest => ReadManifest(bundle, digest));
        var claims = bundle
            .Images.Where(image => image.Entry.ReferrerOf is not null)
            .SelectMany(image => ReadClaims(reader, image), (image, claim) => new Signed(claim, image.Entry.ReferrerOf!))
            .ToList();
        return [.. bundle.Images.Where(image => image.Entry.ReferrerOf is null).Select(image => Judge(image, claims))];
    }

    /// <summary>A claim, and the image that it was fetched for.</summary>
    private sealed record Signed(Claim Claim, string About)
    {
        public TrustedKey? Key => Claim.Signer;
    }

    private static byte[]? ReadManifest(Bundle bundle, Digest digest)
    {
        try
        {
            return bundle.Images.FirstOrDefault(image => image.Root == digest)?.ReadManifest(digest).Bytes.ToArray();
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            // As below.
            return null;
        }
    }

    private static IReadOnlyList<Claim> ReadClaims(ClaimReader reader, BundleImage referrer)
    {
        try
        {
            return reader.Read(referrer);
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            // Damage is found, and told, by the comparison with the lock; here it is a signature that is not there.
            return [];
        }
    }

    private bool Fits(BundleImage image, Claim claim) =>
        identities.Any(identity => claim.Name is { } name ? identity.Fits(image.Reference, name) : identity.TakesNameless);

    private string Misnamed(TrustedKey signer, Claim claim)
    {
        var named = claim.Name is { Length: > 0 } name ? $"for '{name}'" : "for no name";
        return $"the signature by {signer} is {named}, which is not what {string.Join(" or ", identities.Select(identity => identity.Text))} "
            + "wants of this image";
    }

    private SignatureVerdict Judge(BundleImage image, List<Signed> claims)
    {
        var index = image.Entry.SourceDigest;
        var about = claims
            .Where(signed =>
                signed.Claim.IsSignature && (signed.About == image.Entry.Reference || signed.Claim.Subjects.Contains(image.Root))
            )
            .ToList();
        var own = about.Where(signed => signed.Key is not null && signed.Claim.Subjects.Contains(image.Root)).ToList();
        var ofItsIndex = about.Where(signed => signed.Key is not null && signed.Claim.Subjects.Contains(index)).ToList();
        var good = own.Find(signed => Fits(image, signed.Claim));
        var ofIndex = ofItsIndex.Find(signed => Fits(image, signed.Claim));
        var misnamed = own.Concat(ofItsIndex).FirstOrDefault();
        var ofOther = about.FirstOrDefault(signed => signed.Key is not null);
        var (trust, key, detail) = (good, ofIndex, ofOther) switch
        {
            (null, null, _) when misnamed is { Key: { } signer } => (ImageTrust.OtherName, signer, Misnamed(signer, misnamed.Claim)),
            ({ Key: { } signer }, _, _) => (ImageTrust.Signed, signer, $"signed by {signer}"),
            (_, { Key: { } signer }, _) when lockIsSigned => (
                ImageTrust.SignedIndex,
                signer,
                $"chosen from index {index}, which is signed by {signer}"
            ),
            (_, { Key: { } signer }, _) => (
                ImageTrust.UnprovedIndex,
                signer,
                $"{signer} signed index {index}; that the image was chosen from it, only the lock says, and the lock's "
                    + "signature was not checked"
            ),
            (_, _, { Key: { } signer } other) => (
                ImageTrust.OtherImage,
                signer,
                $"the signature by {signer} is about {string.Join(", ", other.Claim.Subjects)}, not about this image"
            ),
            _ when about.Count > 0 => (
                ImageTrust.OtherKey,
                null,
                about.Count == 1
                    ? "the signature matches none of the given keys"
                    : $"none of {about.Count} signatures matches any of the given keys"
            ),
            _ => (ImageTrust.Unsigned, null, "no signature came along"),
        };
        var attested = claims.Where(signed =>
            !signed.Claim.IsSignature
            && signed.Key is not null
            && signed.Claim.Subjects.Any(subject => subject == image.Root || (lockIsSigned && subject == index))
        );
        return new SignatureVerdict(
            image.Entry.Reference,
            image.Root,
            trust,
            key?.ToString(),
            detail,
            [.. attested.Select(signed => signed.Claim.Type).Distinct().Order(StringComparer.Ordinal)]
        );
    }
}
