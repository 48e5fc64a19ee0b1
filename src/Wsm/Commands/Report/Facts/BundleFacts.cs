using Wsm.Bundles.Locks;
using Wsm.Bundles.Trust.Images;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Site.ChartStores;

namespace Wsm.Commands.Report.Facts;

/// <summary>
/// Everything a report tells about a bundle. Taken from the lock and the manifests alone, so the same bundle makes the same report.
/// </summary>
internal sealed record BundleFacts
{
    public required BundleLock Lock { get; init; }

    /// <summary>Of the lock's file: the bundle's identity.</summary>
    public required Digest LockDigest { get; init; }

    public required SignatureFacts Signature { get; init; }

    /// <summary>Without signatures, attestations and other documents, which belong to their images.</summary>
    public required IReadOnlyList<ImageFacts> Images { get; init; }

    /// <summary>Which release each chart is of, by its file; charts that cannot be read are left out.</summary>
    public required IReadOnlyDictionary<string, ChartRelease> Releases { get; init; }

    /// <summary>What several images have in common, the largest saving first.</summary>
    public required IReadOnlyList<SharedBlob> Shared { get; init; }

    /// <summary>Bytes, each blob once.</summary>
    public required long DistinctBytes { get; init; }

    /// <summary>Bytes, as if each image came by itself.</summary>
    public long SummedBytes => Images.Sum(image => image.Bytes);
}

/// <param name="Present">How many signatures the bundle carries.</param>
/// <param name="By">Keys that are known to have signed it; empty where none was asked for.</param>
/// <param name="LockIsIntact">Whether the lock's own checksum fits.</param>
internal sealed record SignatureFacts(int Present, IReadOnlyList<string> By, bool LockIsIntact);

/// <summary>An image with what came along with it.</summary>
internal sealed record ImageFacts
{
    public required LockedImage Entry { get; init; }

    /// <summary>Bytes of everything it consists of.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes that no other image has.</summary>
    public required long OwnBytes { get; init; }

    public required IReadOnlyList<ImageOrigin> Origins { get; init; }

    public required IReadOnlyList<CarriedDocument> Documents { get; init; }

    /// <summary>Null where no key for images was given.</summary>
    public SignatureVerdict? Verdict { get; init; }
}

/// <param name="Images">References, in the lock's order.</param>
internal sealed record SharedBlob(Digest Digest, long Size, IReadOnlyList<string> Images);

/// <summary>A signature, an SBOM or another document about an image.</summary>
/// <param name="About">What it says, where it tells: a predicate's type.</param>
/// <param name="Manifest">The digest of the manifest that holds it.</param>
internal sealed record CarriedDocument(DocumentKind Kind, string? About, string MediaType, Digest Manifest, Digest Digest, long Size);

internal enum DocumentKind
{
    Signature,
    Attestation,
    Sbom,
    Other,
}
