using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Inventories;

/// <summary>Asks a registry which blobs of a bundle's images it has, repository by repository. Nothing is fetched.</summary>
public sealed class RegistrySurvey(RegistryClient client, int parallel)
{
    /// <exception cref="RegistryException">A question was not answered: an inventory that might lack something is not made.</exception>
    public async Task<SurveyResult> RunAsync(BundleLock bundle, Relocation relocation, CancellationToken cancellationToken)
    {
        var questions = bundle
            .Images.Select(image => (Target: relocation.Relocate(ImageReference.Parse(image.Reference)).Push, image.Contents))
            .SelectMany(image => image.Contents.Where(IsAskedFor), (image, content) => (image.Target, Content: content))
            .DistinctBy(question => (question.Target.Name, question.Content.Digest))
            .ToList();
        var held = new bool[questions.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, questions.Count, options, async (i, cancellation) =>
        {
            var (target, content) = questions[i];
            held[i] = await client
                .GetRepository(target)
                .HasBlobAsync(
                    new Descriptor
                    {
                        MediaType = content.MediaType,
                        Digest = content.Digest,
                        Size = content.Size,
                    },
                    cancellation
                );
        });
        var places = questions
            .Zip(held)
            .Where(pair => pair.Second)
            .GroupBy(pair => pair.First.Target.Name, pair => pair.First.Content.Digest.ToString())
            .Select(place => new InventoryPlace(PlaceKind.Registry, place.Key, [.. place.Order(StringComparer.Ordinal)]));
        return new SurveyResult(Inventory.Of(bundle, places), questions.Count);
    }

    /// <summary>Manifests travel in any case.</summary>
    private static bool IsAskedFor(LockedContent content) => !content.IsManifest;
}

/// <param name="Asked">How many blobs in how many repositories were asked for, each pair once.</param>
public sealed record SurveyResult(Inventory Inventory, int Asked);
