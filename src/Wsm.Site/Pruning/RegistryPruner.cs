using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Pruning;

/// <summary>
/// Finds in a registry what earlier bundles brought and nobody names any more. Registries delete a manifest with all its tags: what
/// any other tag stands for, or leads to, is left alone.
/// </summary>
public sealed class RegistryPruner(RegistryClient client)
{
    /// <param name="before">What earlier pushes brought.</param>
    /// <param name="kept">What must stay.</param>
    /// <returns>What is there still; each with the reason where it stays.</returns>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public async Task<IReadOnlyList<StaleImage>> FindAsync(
        IEnumerable<RelocatedImageEntry> before,
        KeptContent kept,
        CancellationToken cancellationToken
    )
    {
        var found = new List<StaleImage>();
        var candidates = before.DistinctBy(image => (image.Push, image.Digest)).Where(image => !kept.Names(image.Push));
        foreach (var place in candidates.GroupBy(image => ImageReference.Parse(image.Push).Name))
        {
            var repository = client.GetRepository(ImageReference.Parse(place.First().Push));
            var going = place.Select(image => ImageReference.Parse(image.Push).Tag).OfType<string>().ToHashSet();
            var used = await UsedAsync(repository, going, cancellationToken);
            foreach (var image in place)
            {
                if (await JudgeAsync(repository, image, kept, used, cancellationToken) is { } stale)
                {
                    found.Add(stale);
                }
            }
        }

        return found;
    }

    /// <exception cref="RegistryException">The registry does not allow it.</exception>
    public async Task RemoveAsync(StaleImage image, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetRepository(ImageReference.Parse(image.Name)).DeleteManifestAsync(Digest.Parse(image.Digest), cancellationToken);
        }
        catch (RegistryException gone) when (gone.IsNotFound)
        {
            // Another of its tags has taken it along.
        }
    }

    private static async Task<StaleImage?> JudgeAsync(
        Repository repository,
        RelocatedImageEntry image,
        KeptContent kept,
        IReadOnlyDictionary<string, string>? used,
        CancellationToken cancellationToken
    )
    {
        var reference = ImageReference.Parse(image.Push);
        if (await repository.FindManifestAsync(reference.Tag ?? image.Digest, cancellationToken) is not { } now)
        {
            return null;
        }

        var stale = new StaleImage(image.Push, image.Digest, null);
        return now.Digest.ToString() != image.Digest
                ? stale with
                {
                    Kept = $"it stands for {now.Digest} now, which somebody else put there",
                }
            : kept.Holds(image.Digest) || (image.SourceDigest is { } published && kept.Holds(published))
                ? stale with
                {
                    Kept = "a bundle that is kept holds the same content",
                }
            : used is null ? stale with { Kept = "the registry does not tell which other tags stand for it" }
            : used.TryGetValue(image.Digest, out var tag) ? stale with { Kept = $"the tag {tag} needs it, too" }
            : stale;
    }

    /// <summary>What the other tags stand for and lead to, each with one of them; null where that cannot be known.</summary>
    private static async Task<IReadOnlyDictionary<string, string>?> UsedAsync(
        Repository repository,
        HashSet<string> going,
        CancellationToken cancellationToken
    )
    {
        var used = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await foreach (var tag in repository.ListTagsAsync(cancellationToken))
            {
                if (!going.Contains(tag))
                {
                    await AddAsync(repository, tag, tag, used, cancellationToken);
                }
            }

            return used;
        }
        catch (RegistryException missing) when (missing.IsNotFound)
        {
            return used;
        }
        catch (Exception unknown)
            when (unknown is ManifestException || unknown is ContentException and not RegistryException { IsTransient: true })
        {
            return null;
        }
    }

    private static async Task AddAsync(
        Repository repository,
        string name,
        string tag,
        Dictionary<string, string> used,
        CancellationToken cancellationToken
    )
    {
        var manifest = await repository.GetManifestAsync(name, cancellationToken);
        if (!used.TryAdd(manifest.Digest.ToString(), tag))
        {
            return;
        }

        foreach (var child in manifest.IsIndex ? manifest.AsIndex().Manifests : [])
        {
            // Nested indexes are rare, and a child that is lacking holds nothing else.
            if (MediaTypes.IsIndex(child.MediaType))
            {
                await AddAsync(repository, child.Digest.ToString(), tag, used, cancellationToken);
            }
            else
            {
                used.TryAdd(child.Digest.ToString(), tag);
            }
        }
    }
}
