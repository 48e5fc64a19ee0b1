using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Bundles.Locks;

/// <summary>What a bundle leaves out because the receiving side has it, and where that side said it was.</summary>
/// <param name="Places">Sorted; each is in use.</param>
/// <param name="Absent">Sorted by digest.</param>
public sealed record LockedDelta(IReadOnlyList<HeldPlace> Places, IReadOnlyList<AbsentBlob> Absent)
{
    /// <summary>Bytes.</summary>
    [JsonIgnore]
    public long AbsentBytes => Absent.Sum(blob => blob.Size);

    /// <summary>The places of one blob in words.</summary>
    public IEnumerable<string> DescribePlacesOf(AbsentBlob blob) => blob.At.Select(place => Places[place].Describe());

    /// <exception cref="FormatException">It contradicts itself, or the images.</exception>
    internal void Validate(BundleLock bundle)
    {
        if (bundle.Layout != BundleLayout.Oci)
        {
            throw new FormatException("a bundle that leaves blobs out keeps its images in one OCI layout");
        }

        var known = bundle
            .Images.SelectMany(image => image.Contents)
            .Where(content => !content.IsManifest)
            .Select(content => (content.Digest, content.Size))
            .ToHashSet();
        foreach (var blob in Absent)
        {
            if (!known.Contains((blob.Digest, blob.Size)))
            {
                throw new FormatException($"no image has the blob {blob.Digest} that is said to be left out");
            }

            if (blob.At.Count == 0 || blob.At.Any(place => place < 0 || place >= Places.Count))
            {
                throw new FormatException($"nobody has the blob {blob.Digest} that is left out");
            }
        }
    }
}

/// <summary>A repository at the receiving side: of a bundle there, or of a registry.</summary>
/// <param name="Name">The name of the bundle that the receiver looked at, or of the one whose contents it asked the registry for.</param>
/// <param name="Lock">That bundle's identity: the checksum of its lock, or the beginning of it.</param>
/// <param name="Repository">With its host: where the bundle has its images from, or where the registry has them.</param>
public sealed record HeldPlace(PlaceKind Kind, string Name, string Lock, string Repository)
{
    private const int ShownDigits = 12;

    /// <summary>For a message: <c>bundle wandb (1f0c7a2b9d3e) as docker.io/wandb/local</c>.</summary>
    public string Describe() => Kind == PlaceKind.Registry ? $"registry {Repository}" : $"bundle {Name} ({ShortLock}) as {Repository}";

    private string ShortLock => Lock[(Lock.IndexOf(':') + 1)..] is { Length: > ShownDigits } digits ? digits[..ShownDigits] : Lock;
}

public enum PlaceKind
{
    [JsonStringEnumMemberName("bundle")]
    Bundle,

    [JsonStringEnumMemberName("registry")]
    Registry,
}

/// <summary>A blob of the bundle's images that it does not carry.</summary>
/// <param name="At">Indices into <see cref="LockedDelta.Places"/>, ascending.</param>
public sealed record AbsentBlob(Digest Digest, long Size, IReadOnlyList<int> At);
