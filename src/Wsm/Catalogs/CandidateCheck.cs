using System.Collections.Concurrent;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Catalogs;

/// <summary>Takes candidates for images where their registry has them; without a network, every one.</summary>
public sealed class CandidateCheck(RegistryClient registries, bool offline)
{
    private const int AtOnce = 8;

    public async Task<Resolution> IncludeAsync(Resolution resolution, CancellationToken cancellationToken)
    {
        var candidates = ImageSet.Distinct(resolution.Set.Components.SelectMany(component => component.Candidates));
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

    /// <summary>What cannot be asked is no image of ours; a text that looks like a reference often names no host at all.</summary>
    private async Task<bool> ExistsAsync(ResolvedImage candidate, CancellationToken cancellationToken)
    {
        try
        {
            return await registries
                .GetRepository(candidate.Reference)
                .FindManifestAsync(candidate.Reference.TagOrDigest, cancellationToken)
                .ConfigureAwait(false)
                is not null;
        }
        catch (RegistryException refused) when (!refused.IsTransient)
        {
            return false;
        }
    }

    private static ResolvedComponent Include(ResolvedComponent component, ConcurrentDictionary<ImageReference, bool> existing) =>
        component with
        {
            Images = ImageSet.Distinct(component.Images.Concat(component.Candidates.Where(candidate => existing[candidate.Reference]))),
            Candidates = [.. component.Candidates.Where(candidate => !existing[candidate.Reference])],
        };
}
