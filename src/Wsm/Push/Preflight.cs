using Wsm.Bundles;
using Wsm.ChartStores;
using Wsm.Delivery;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>Everything that can be known before a push, in seconds: the bundle at a glance, the registries, the right to write to each repository, the chart store.</summary>
internal sealed class Preflight(RegistryOptions options, ChartStoreFinder stores, PushRequest request)
{
    private const int AtOnce = 8;
    private static readonly byte[] Probe = "{}"u8.ToArray();

    /// <summary>OCI's empty blob: two bytes that any registry may hold, and that no image is harmed by.</summary>
    private static readonly Descriptor ProbeBlob = new() { MediaType = MediaTypes.OciEmpty, Digest = Digest.Of(Probe), Size = Probe.Length };

    /// <exception cref="UserError">There is no bundle to push, or images would collide.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        using var bundle = Bundle.Open(request.Bundle);
        // A preflight that waits out an outage is of no use.
        using var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } });
        var findings = new List<Finding> { LookAtFiles(bundle) };
        if (request.Relocation is { } relocation)
        {
            var ways = Relocation.Create(relocation).RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));
            findings.AddRange(await LookAtRegistriesAsync(client, ways, cancellationToken));
        }
        if (request.Charts is not null) findings.Add(await LookAtChartsAsync(bundle, cancellationToken));
        return findings;
    }

    private static Finding LookAtFiles(Bundle bundle)
    {
        var wrong = bundle.Lock.Images
            .Where(image => image.File is not null && (!File.Exists(bundle.PathOf(image.File)) || new FileInfo(bundle.PathOf(image.File)).Length != image.Size))
            .Select(image => image.File!)
            .Concat(bundle.Lock.Charts.Where(chart => !File.Exists(bundle.PathOf(chart.File))).Select(chart => chart.File))
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
                return await TryAsync(target.Name, "may be pushed to", () => client.GetRepository(target).UploadBlobAsync(ProbeBlob, (_, _) => Task.FromResult<Stream>(new MemoryStream(Probe)), new UploadOptions { CheckExisting = false }, cancellationToken));
            }
            finally
            {
                slots.Release();
            }
        }));
        return [.. registries.Select(pair => pair.Finding), .. repositories];
    }

    private async Task<Finding> LookAtChartsAsync(Bundle bundle, CancellationToken cancellationToken) =>
        await TryAsync(request.Charts!, "can be read, and holds or takes the charts", async () =>
        {
            var store = await stores.OpenAsync(request.Charts!, request.ChartsKind, cancellationToken);
            foreach (var chart in bundle.Lock.Charts)
            {
                var archive = ChartArchive.Parse(bundle.ReadFile(chart.File, chart.Digest));
                var held = await store.FindAsync(archive.Metadata, cancellationToken);
                if (held is not null && held != archive.Sha256 && !request.Force) throw new UserError($"it holds another archive as {archive.FileName}", "--force replaces it; find out first who put it there, and why.");
            }
        });

    private static async Task<Finding> TryAsync(string subject, string ready, Func<Task> look)
    {
        try
        {
            await look();
            return new Finding(subject, true, ready);
        }
        catch (UserError e)
        {
            return new Finding(subject, false, e.Message, e.Hint);
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            var failure = DeliveryFailure.Of(e);
            return new Finding(subject, false, failure.Reason, failure.Hint);
        }
    }
}
