using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;

namespace Wsm.Site.Values.Presence;

/// <summary>
/// Asks the registries inside whether each image of a bundle stands at its place, by digest. One request an image; nothing is downloaded.
/// </summary>
internal static class RegistryProbe
{
    private const int AtOnce = 16;

    /// <summary>Values are often written where the registry cannot be reached; nobody should wait long for that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="byDigest">The charts will name every image by its digest.</param>
    /// <exception cref="UserError">Two images of the bundle would land on one place.</exception>
    public static async Task<RegistryCheck> AskAsync(
        PresenceQuery question,
        Relocation relocation,
        bool byDigest,
        CancellationToken cancellationToken
    )
    {
        var relocations = relocation.RelocateAll(question.Images);
        var options = question.Options with
        {
            ConnectTimeout = Patience,
            AnswerTimeout = Patience,
            Retry = question.Options.Retry with { MaxRetries = 0 },
        };
        var registries = relocations.Select(relocated => relocated.Push.Registry).Distinct().ToList();
        using var hasty = new RegistryClient(options);
        var problems = await Task.WhenAll(registries.Select(registry => TryAsync(hasty, registry, cancellationToken)));
        var open = registries.Where((_, at) => problems[at] is null).ToHashSet();

        using var client = new RegistryClient(question.Options);
        using var slots = new SemaphoreSlim(AtOnce);
        var findings = await Task.WhenAll(
            relocations
                .Zip(question.Images)
                .Where(pair => open.Contains(pair.First.Push.Registry))
                .Select(async pair =>
                {
                    await slots.WaitAsync(cancellationToken);
                    try
                    {
                        return (
                            pair.Second.Source,
                            Finding: await LookAsync(client, pair.First.Push, pair.Second.Digest, byDigest, cancellationToken)
                        );
                    }
                    finally
                    {
                        slots.Release();
                    }
                })
        );
        var refused = findings
            .Where(found => found.Finding.Answer == RegistryAnswer.NotAsked)
            .Select(found => found.Finding.Problem!)
            .Distinct();
        return new RegistryCheck
        {
            Findings = findings.ToDictionary(found => found.Source, found => found.Finding),
            Asked = [.. registries.Where(open.Contains)],
            NotAsked =
            [
                .. registries
                    .Zip(problems)
                    .Where(pair => pair.Second is not null)
                    .Select(pair => $"{pair.First} was not asked: {pair.Second}"),
                .. refused,
            ],
        };
    }

    private static async Task<RegistryFinding> LookAsync(
        RegistryClient client,
        ImageReference place,
        Digest digest,
        bool byDigest,
        CancellationToken cancellationToken
    )
    {
        try
        {
            // What is pulled by digest is found by digest, whatever the tag says.
            var pinned = byDigest || place.Digest is not null || place.Tag is null;
            var held = await client.GetRepository(place).FindManifestAsync(pinned ? digest.ToString() : place.Tag!, cancellationToken);
            if (held is null)
            {
                return new RegistryFinding(RegistryAnswer.Missing, digest, $"{place.Registry} does not hold it");
            }

            return held.Digest == digest
                ? new RegistryFinding(RegistryAnswer.Present, digest)
                : new RegistryFinding(
                    RegistryAnswer.Differs,
                    digest,
                    $"{place.Registry} holds {held.Digest} under this name, the bundle {digest}"
                );
        }
        catch (Exception error) when (DeliveryFailure.IsOf(error))
        {
            return new RegistryFinding(RegistryAnswer.NotAsked, digest, $"{place.Name} was not asked: {error.Message}");
        }
    }

    private static async Task<string?> TryAsync(RegistryClient client, string registry, CancellationToken cancellationToken)
    {
        try
        {
            await client.PingAsync(registry, cancellationToken);
            return null;
        }
        catch (Exception error) when (DeliveryFailure.IsOf(error))
        {
            return error.Message;
        }
    }
}
