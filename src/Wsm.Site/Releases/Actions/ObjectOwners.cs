using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Finds out whose the objects are that a release is about to make its own.</summary>
internal sealed class ObjectOwners(ObjectSender sender, Ownership ownership)
{
    /// <summary>Refuses what belongs to somebody else.</summary>
    /// <param name="items">Those that the release does not have yet.</param>
    /// <exception cref="ReleaseException">There are such objects; all of them are named.</exception>
    public async Task CheckAsync(IEnumerable<ClusterObject> items, string release, CancellationToken cancellationToken)
    {
        var foreign = new List<string>();
        foreach (var item in items.Where(item => item.Kind is not null && item.Name.Length > 0))
        {
            if (await sender.FindAsync(item, cancellationToken) is { } live && !ownership.IsOwner(live))
            {
                foreign.Add(Sentence(item, live));
            }
        }

        if (foreign.Count > 0)
        {
            throw new ReleaseException(
                ReleaseProblem.Foreign,
                foreign.Count == 1
                    ? $"an object that the release '{release}' needs already exists and does not belong to it"
                    : $"{foreign.Count} objects that the release '{release}' needs are there already and not its own"
            )
            {
                Details = foreign,
            };
        }
    }

    private static string Sentence(ClusterObject item, KubeObject live) => $"{item} ({item.Source}) {Ownership.OwnerOf(live)}";
}
