using Wsm.ChartStores;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Delivery.Preflights;

/// <summary>What can be known of a destination before anything is sent, in seconds: the registries, the right to write to each repository, the chart store.</summary>
internal sealed class Preflight(RegistryOptions options, ChartStoreFinder stores, Destination destination)
{
    private const int AtOnce = 8;

    /// <param name="ways">None where no registry was named.</param>
    /// <param name="further">What else is to be asked of the registries; null for nothing.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(
        IReadOnlyList<RelocatedImage> ways,
        IReadOnlyList<ChartToDeliver> charts,
        Func<RegistryClient, Task<Finding>>? further,
        CancellationToken cancellationToken
    )
    {
        // A preflight that waits out an outage is of no use.
        using var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } });
        var findings = new List<Finding>(await LookAtRegistriesAsync(client, ways, cancellationToken));
        if (further is not null)
            findings.Add(await further(client));
        if (destination.Charts is { } store)
            findings.Add(await LookAtChartsAsync(store, charts, cancellationToken));
        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> LookAtRegistriesAsync(
        RegistryClient client,
        IReadOnlyList<RelocatedImage> ways,
        CancellationToken cancellationToken
    )
    {
        var registries = await Task.WhenAll(
            ways.Select(way => way.Push.Registry)
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
            ways.Select(way => way.Push)
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
        return [.. registries.Select(pair => pair.Finding), .. repositories];
    }

    private async Task<Finding> LookAtChartsAsync(string place, IReadOnlyList<ChartToDeliver> charts, CancellationToken cancellationToken)
    {
        var proved = false;
        var finding = await TryAsync(place, "may be written to", async () =>
        {
            var store = await stores.OpenAsync(place, destination.ChartsKind, cancellationToken);
            foreach (var chart in charts)
            {
                var archive = ChartArchive.Parse(chart.Read());
                var held = await store.FindAsync(archive.Metadata, cancellationToken);
                if (held is not null && held != archive.Sha256 && !destination.Force)
                    throw new UserError(
                        $"it holds another archive as {archive.FileName}",
                        "--force replaces it; find out first who put it there, and why."
                    );
                proved = await store.TryWriteRightAsync(archive.Metadata, cancellationToken);
            }
        });
        return !finding.Ready || proved
            ? finding
            : finding with
            {
                Detail = "can be read; whether it may be written to shows only when a chart is put there",
            };
    }

    private static async Task<Finding> TryAsync(string subject, string ready, Func<Task> look)
    {
        try
        {
            await look();
            return new Finding(subject, true, ready);
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            var failure = DeliveryFailure.Of(e);
            return new Finding(subject, false, failure.Reason, failure.Hint);
        }
    }
}
