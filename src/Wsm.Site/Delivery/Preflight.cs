using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>
/// What can be known of a destination before anything is sent, in seconds: the registries, the right to write to each repository, the chart
/// store.
/// </summary>
public sealed class Preflight(RegistryOptions options, ChartStoreFinder stores, Destination destination)
{
    private const int AtOnce = 8;

    /// <param name="relocations">Each with the digest its target is to have, where that is known; none where no registry was named.</param>
    /// <param name="further">What else is to be asked of the registries; null for nothing.</param>
    public async Task<IReadOnlyList<PreflightFinding>> RunAsync(
        IReadOnlyList<(RelocatedImage Relocated, Digest? Digest)> relocations,
        IReadOnlyList<ChartToDeliver> charts,
        Func<RegistryClient, Task<PreflightFinding>>? further,
        CancellationToken cancellationToken
    )
    {
        // A preflight that waits out an outage is of no use.
        using var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } });
        var (findings, reachable) = await LookAtRegistriesAsync(
            client,
            [.. relocations.Select(pair => pair.Relocated.Push)],
            cancellationToken
        );
        findings.AddRange(
            await LookAtTagsAsync(client, relocations.Where(pair => reachable.Contains(pair.Relocated.Push.Registry)), cancellationToken)
        );
        if (further is not null)
        {
            findings.Add(await further(client));
        }

        if (destination.Charts is { } store)
        {
            findings.Add(await LookAtChartsAsync(store, charts, cancellationToken));
        }

        return findings;
    }

    private static async Task<(List<PreflightFinding> Findings, HashSet<string> Reachable)> LookAtRegistriesAsync(
        RegistryClient client,
        IReadOnlyList<ImageReference> targets,
        CancellationToken cancellationToken
    )
    {
        var registries = await Task.WhenAll(
            targets
                .Select(target => target.Registry)
                .Distinct()
                .Select(async registry =>
                    (
                        registry,
                        Finding: await TryAsync(registry, "answers, and knows the credentials", () =>
                            client.PingAsync(registry, cancellationToken)
                        )
                    )
                )
        );
        var reachable = registries.Where(pair => pair.Finding.Ready).Select(pair => pair.registry).ToHashSet();
        using var slots = new SemaphoreSlim(AtOnce);
        var repositories = await Task.WhenAll(
            targets
                .Where(target => reachable.Contains(target.Registry))
                .DistinctBy(target => target.Name)
                .Select(async target =>
                {
                    await slots.WaitAsync(cancellationToken);
                    try
                    {
                        return await TryAsync(target.Name, "may be pushed to", () =>
                            client.GetRepository(target).CheckPushAsync(cancellationToken)
                        );
                    }
                    finally
                    {
                        slots.Release();
                    }
                })
        );
        return ([.. registries.Select(pair => pair.Finding), .. repositories], reachable);
    }

    /// <summary>Only those that would not simply be new.</summary>
    private async Task<IEnumerable<PreflightFinding>> LookAtTagsAsync(
        RegistryClient client,
        IEnumerable<(RelocatedImage Relocated, Digest? Digest)> relocations,
        CancellationToken cancellationToken
    )
    {
        using var slots = new SemaphoreSlim(AtOnce);
        var findings = await Task.WhenAll(
            relocations
                .Where(pair => pair is { Digest: not null, Relocated.Push.Tag: not null })
                .DistinctBy(pair => pair.Relocated.Push)
                .Select(async pair =>
                {
                    await slots.WaitAsync(cancellationToken);
                    try
                    {
                        return await LookAtTagAsync(client, pair.Relocated.Push, pair.Digest!, cancellationToken);
                    }
                    finally
                    {
                        slots.Release();
                    }
                })
        );
        return findings.OfType<PreflightFinding>();
    }

    private async Task<PreflightFinding?> LookAtTagAsync(
        RegistryClient client,
        ImageReference target,
        Digest wanted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var state = await TargetState.AskAsync(client, target, wanted, destination.Transfer.NoReplace, cancellationToken);
            return state.Refusal is { } refusal ? new PreflightFinding(target.Canonical, false, refusal.Message) { Cause = refusal }
                : state.Other is { } other
                    ? new PreflightFinding(target.Canonical, true, $"stands for {other}, which would be replaced by {wanted}")
                : null;
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            var failure = DeliveryFailure.Of(e);
            return new PreflightFinding(target.Canonical, false, failure.Reason) { Cause = failure.Cause };
        }
    }

    private async Task<PreflightFinding> LookAtChartsAsync(
        string place,
        IReadOnlyList<ChartToDeliver> charts,
        CancellationToken cancellationToken
    )
    {
        var proved = false;
        var replaced = new List<string>();
        var finding = await TryAsync(place, "may be written to", async () =>
        {
            var store = await stores.OpenAsync(place, destination.ChartsKind, cancellationToken);
            foreach (var chart in charts)
            {
                var archive = chart.Read();
                if (store.RefusalOf(archive.Metadata) is { } refusal)
                {
                    throw refusal;
                }

                var (held, _) = await store.AskAsync(archive.Metadata, cancellationToken);
                if (held is not null && held != archive.Sha256)
                {
                    if (!destination.Force)
                    {
                        throw new UserError(
                            $"it holds another archive as {archive.FileName}",
                            "--force replaces it; find out first who put it there, and why."
                        );
                    }

                    replaced.Add(archive.FileName);
                }

                proved = await store.TryWriteRightAsync(archive.Metadata, cancellationToken);
            }
        });
        if (finding.Ready && !proved)
        {
            finding = finding with { Detail = "can be read; whether it may be written to shows only when a chart is put there" };
        }

        return finding.Ready && replaced.Count > 0
            ? finding with
            {
                Detail = $"{finding.Detail}; it holds other archives as {string.Join(", ", replaced)}, which would be replaced",
            }
            : finding;
    }

    private static async Task<PreflightFinding> TryAsync(string subject, string ready, Func<Task> look)
    {
        try
        {
            await look();
            return new PreflightFinding(subject, true, ready);
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            var failure = DeliveryFailure.Of(e);
            return new PreflightFinding(subject, false, failure.Reason) { Cause = failure.Cause };
        }
    }
}
