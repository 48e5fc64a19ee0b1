using Wsm.Bundles;
using Wsm.ChartStores;
using Wsm.Delivery;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>Everything that can be known before a push, in seconds: the bundle at a glance, the registries, the right to write to each repository, the chart store.</summary>
internal sealed class Preflight(RegistryOptions options, ChartStoreFinder stores, Destination destination)
{
    private const int AtOnce = 8;

    /// <exception cref="UserError">Images would collide.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        // A preflight that waits out an outage is of no use.
        using var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } });
        var findings = new List<Finding> { LookAtFiles(bundle) };
        if (destination.Images is { } relocation)
        {
            var ways = Relocation.Create(relocation).RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));
            findings.AddRange(await LookAtRegistriesAsync(client, ways, cancellationToken));
            if (bundle.Lock.Delta is { Absent.Count: > 0 }) findings.Add(await LookAtDeltaAsync(client, bundle, relocation, cancellationToken));
        }
        if (destination.Charts is { } charts) findings.Add(await LookAtChartsAsync(charts, bundle, cancellationToken));
        return findings;
    }

    private static Finding LookAtFiles(Bundle bundle)
    {
        var wrong = bundle.Lock.Images
            .Where(image => !bundle.Holds(image))
            .Select(image => image.File ?? image.Reference)
            .Concat(bundle.Lock.Charts.Where(chart => bundle.LengthOf(chart.File) is null).Select(chart => chart.File))
            .ToList();
        return wrong.Count == 0
            ? new Finding("bundle", true, $"{bundle.Images.Count} images and {bundle.Lock.Charts.Count} charts are there, at their sizes")
            : new Finding("bundle", false, $"missing or cut off: {string.Join(", ", wrong.Take(3))}{(wrong.Count > 3 ? $" and {wrong.Count - 3} more" : "")}", "'wsm verify' lists everything that is missing or damaged.");
    }

    private static async Task<IReadOnlyList<Finding>> LookAtRegistriesAsync(RegistryClient client, IReadOnlyList<RelocatedImage> ways, CancellationToken cancellationToken)
    {
        var registries = await Task.WhenAll(ways.Select(way => way.Push.Registry).Distinct().Select(async registry =>
            (registry, Finding: await TryAsync(registry, "answers, and knows the credentials", () => client.PingAsync(registry, cancellationToken)))));
        var reachable = registries.Where(pair => pair.Finding.Ready).Select(pair => pair.registry).ToHashSet();
        using var slots = new SemaphoreSlim(AtOnce);
        var repositories = await Task.WhenAll(ways.Select(way => way.Push).Where(target => reachable.Contains(target.Registry)).DistinctBy(target => target.Name).Select(async target =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                return await TryAsync(target.Name, "may be pushed to", () => client.GetRepository(target).CheckPushAsync(cancellationToken));
            }
            finally
            {
                slots.Release();
            }
        }));
        return [.. registries.Select(pair => pair.Finding), .. repositories];
    }

    private static async Task<Finding> LookAtDeltaAsync(RegistryClient client, Bundle bundle, RelocationOptions relocation, CancellationToken cancellationToken)
    {
        var shipment = await BundleShipment.ReadAsync(bundle, relocation, cancellationToken);
        var closure = await new Closure(client, bundle, Relocation.Create(relocation)).ProveAsync(shipment.Images, cancellationToken);
        return new Finding("delta", closure.Missing.Count == 0, closure.Summary, closure.Missing.Count == 0 ? null : string.Join('\n', [.. closure.Details, closure.Hint]));
    }

    private async Task<Finding> LookAtChartsAsync(string charts, Bundle bundle, CancellationToken cancellationToken)
    {
        var proved = false;
        var finding = await TryAsync(charts, "may be written to", async () =>
        {
            var store = await stores.OpenAsync(charts, destination.ChartsKind, cancellationToken);
            foreach (var chart in bundle.Lock.Charts)
            {
                var archive = ChartArchive.Parse(bundle.ReadFile(chart.File, chart.Digest));
                var held = await store.FindAsync(archive.Metadata, cancellationToken);
                if (held is not null && held != archive.Sha256 && !destination.Force) throw new UserError($"it holds another archive as {archive.FileName}", "--force replaces it; find out first who put it there, and why.");
                proved = await store.TryWriteRightAsync(archive.Metadata, cancellationToken);
            }
        });
        return !finding.Ready || proved ? finding : finding with { Detail = "can be read; whether it may be written to shows only when a chart is put there" };
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
