using System.Text;
using Wsm.Caching;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Charts;

/// <summary>Tags by the registries' own lists, all pages of them.</summary>
public sealed class RegistryTags(RegistryClient registries, ContentCache cache, bool offline) : ITagSource
{
    public async Task<string> NewestAsync(string repository, VersionRange range, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(repository);
        var tags = await ListAsync(reference, cancellationToken).ConfigureAwait(false);
        return Versions.Highest(tags.Order(StringComparer.Ordinal), tag => tag, range)
            ?? throw new UserError(
                $"None of the {tags.Count} tags of {reference.Name} is a version in '{range}'.",
                "Give the tag itself in the catalog; pre-releases are taken only when the range names one."
            );
    }

    private async Task<IReadOnlyList<string>> ListAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var cacheName = $"tags {reference.Name}";
        if (offline)
        {
            return cache.FindNamed(cacheName) is { } kept
                ? Encoding.UTF8.GetString(kept).Split('\n')
                : throw new UserError(
                    $"The tags of {reference.Name} are not in the cache.",
                    "Run once without --offline, or give the tag in the catalog."
                );
        }

        var tags = await registries
            .GetRepository(reference)
            .ListTagsAsync(cancellationToken)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        cache.StoreNamed(cacheName, Encoding.UTF8.GetBytes(string.Join('\n', tags)));
        return tags;
    }
}
