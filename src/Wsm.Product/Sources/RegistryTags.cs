using System.Text;
using Wsm.Helm.Versions;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Tags by the registries' own lists, all pages of them.</summary>
/// <param name="warn">Told of tags that might have been meant and were not taken.</param>
public sealed class RegistryTags(RegistryClient registries, ContentCache cache, bool offline, Action<string> warn) : ITagSource
{
    public async Task<string> NewestAsync(string repository, VersionConstraint constraint, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(repository);
        var tags = await ListAsync(reference, cancellationToken).ConfigureAwait(false);
        var choice = TagChoice.OfImage([.. tags.Order(StringComparer.Ordinal)], constraint);
        if (choice.Warning(reference.Name) is { } warning)
        {
            warn(warning);
        }

        return choice.Tag
            ?? throw new UserError(
                $"None of the {tags.Count} tags of {reference.Name} is a version in '{constraint}'.",
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

        var repository = await registries.FindOriginAsync(reference, cancellationToken).ConfigureAwait(false);
        var tags = await repository.ListTagsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        cache.StoreNamed(cacheName, Encoding.UTF8.GetBytes(string.Join('\n', tags)));
        return tags;
    }
}
