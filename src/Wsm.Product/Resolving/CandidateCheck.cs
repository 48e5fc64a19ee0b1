using System.Collections.Concurrent;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Resolving;

/// <summary>Takes candidates for images where their registry has them; without a network, every one.</summary>
/// <param name="doubtful">Also those of low confidence.</param>
public sealed class CandidateCheck(RegistryClient registries, bool offline, bool doubtful)
{
    private const int AtOnce = 8;

    public async Task<Resolution> IncludeAsync(Resolution resolution, CancellationToken cancellationToken)
    {
        var candidates = ImageSet.Distinct(resolution.Set.Components.SelectMany(component => component.Candidates.Where(IsWanted)));
        var existing = new ConcurrentDictionary<ImageReference, bool>();
        await Parallel
            .ForEachAsync(
                candidates,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (candidate, token) =>
                    existing[candidate.Reference] = offline || await ExistsAsync(candidate, token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return resolution with
        {
            Set = resolution.Set with { Components = [.. resolution.Set.Components.Select(component => Include(component, existing))] },
        };
    }

    private bool IsWanted(ResolvedImage candidate) =>
        doubtful || candidate.Origins.Any(origin => origin.Confidence is null or Confidence.High);

    /// <summary>What cannot be asked is no image of ours; a text that looks like a reference often names no host at all.</summary>
    private async Task<bool> ExistsAsync(ResolvedImage candidate, CancellationToken cancellationToken)
    {
        try
        {
            var repository = await registries.FindOriginAsync(candidate.Reference, cancellationToken).ConfigureAwait(false);
            return await repository.FindManifestAsync(candidate.Reference.TagOrDigest, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (RegistryException refused) when (!refused.IsTransient)
        {
            return false;
        }
    }

    private static ResolvedComponent Include(ResolvedComponent component, ConcurrentDictionary<ImageReference, bool> existing) =>
        component with
        {
            Images = ImageSet.Distinct(
                component.Images.Concat(component.Candidates.Where(candidate => existing.GetValueOrDefault(candidate.Reference)))
            ),
            Candidates = [.. component.Candidates.Where(candidate => !existing.GetValueOrDefault(candidate.Reference))],
        };
}
