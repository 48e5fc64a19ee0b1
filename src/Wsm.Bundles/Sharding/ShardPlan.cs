using System.Text;
using Wsm.Oci.References;

namespace Wsm.Bundles.Sharding;

/// <summary>What shards must agree on: which images the whole work is made of.</summary>
public static class ShardPlan
{
    /// <summary>Equal where the images are, in whatever order; different as soon as a tag has moved.</summary>
    public static Digest IdentityOf(IEnumerable<(string Name, Digest Root)> images)
    {
        var lines = images.Select(image => $"{image.Name} {image.Root}\n").Distinct().Order(StringComparer.Ordinal);
        return Digest.Of(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }
}
