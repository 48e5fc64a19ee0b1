using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;
using Wsm.Site.Delivery.Harbor;
using Wsm.Site.Delivery.Repositories;

namespace Wsm.Site.Delivery;

/// <summary>Brings a delivery plan into registry and chart store, and reports item by item.</summary>
public sealed class DeliveryRunner(RegistryClient client, RegistryOptions options, ChartStoreFinder stores, Destination destination)
{
    /// <exception cref="UserError">The destination cannot be used; nothing was sent.</exception>
    /// <exception cref="IOException">Neither the registry nor the chart store can be reached; nothing was sent.</exception>
    public async Task<DeliveryReport> RunAsync(DeliveryPlan plan, IDeliveryWatch watch, CancellationToken cancellationToken)
    {
        var store = await OpenStoreAsync(cancellationToken);
        ThrowIfRefused(plan, store);
        await ReachabilityCheck.RunAsync(options, plan.Images, cancellationToken);
        await CreateAsync(plan, cancellationToken);
        watch.Expect([.. plan.Images, .. plan.Copies], store is null ? 0 : plan.Charts.Count);
        foreach (var item in plan.Unreadable)
        {
            watch.Ended(item);
        }

        var delivered = await new ImageDelivery(client, destination.Transfer).RunAsync(plan.Images, watch, cancellationToken);
        var charts = store is null
            ? []
            : await ChartDelivery.RunAsync(plan.Charts, store, destination.Force, dryRun: false, watch.Ended, cancellationToken);
        List<DeliveredItem> items = [.. delivered.Select(DeliveredItems.Of), .. plan.Others.Select(DeliveredItems.LeftToOthers)];
        items.AddRange(await SendCopiesAsync(plan, items, watch, cancellationToken));
        return Report(plan, items, charts);
    }

    /// <summary>What <see cref="RunAsync"/> would do: nothing is written, the targets are only asked.</summary>
    public async Task<DeliveryReport> PlanAsync(DeliveryPlan plan, CancellationToken cancellationToken)
    {
        var store = await OpenStoreAsync(cancellationToken);
        var planned = await Task.WhenAll(plan.Images.Concat(plan.Copies).Select(image => PlanAsync(image, cancellationToken)));
        var charts = store is null
            ? []
            : await ChartDelivery.RunAsync(plan.Charts, store, destination.Force, dryRun: true, _ => { }, cancellationToken);
        return Report(plan, [.. planned, .. plan.Others.Select(DeliveredItems.LeftToOthers)], charts);
    }

    private async Task<IReadOnlyList<DeliveredItem>> SendCopiesAsync(
        DeliveryPlan plan,
        IReadOnlyList<DeliveredItem> delivered,
        IDeliveryWatch watch,
        CancellationToken cancellationToken
    )
    {
        var lacking = delivered.Count(item => item.Result == DeliveryOutcome.Failed) + plan.Unreadable.Count;
        if (lacking == 0 && plan.Copies.Count > 0 && !await AreThereAsync(plan, delivered, cancellationToken))
        {
            return [.. plan.Copies.Select(DeliveredItems.LeftToOthers)];
        }

        if (lacking == 0)
        {
            var sent = await new ImageDelivery(client, destination.Transfer).RunAsync(plan.Copies, watch, cancellationToken);
            return [.. sent.Select(DeliveredItems.Of)];
        }

        List<DeliveredItem> held =
        [
            .. plan.Copies.Select(copy =>
                DeliveredItems.Of(copy.Relocated, copy.Root.Digest) with
                {
                    Result = DeliveryOutcome.Failed,
                    Reason = $"it names images, and {lacking} did not arrive; it is sent when all are there",
                }
            ),
        ];
        held.ForEach(watch.Ended);
        return held;
    }

    /// <summary>Whether the images that this shard did not complete have been completed by others.</summary>
    private async Task<bool> AreThereAsync(DeliveryPlan plan, IReadOnlyList<DeliveredItem> delivered, CancellationToken cancellationToken)
    {
        var left = delivered.Where(item => item.Result == DeliveryOutcome.Left).Select(item => item.Target).ToHashSet();
        foreach (var image in plan.Images.Concat(plan.Others).Where(image => left.Contains(image.Relocated.Push.Canonical)))
        {
            var state = await TargetState.AskAsync(client, image.Relocated.Push, image.Root.Digest, keep: false, cancellationToken);
            if (!state.IsPresent)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<DeliveredItem> PlanAsync(ImageToDeliver image, CancellationToken cancellationToken)
    {
        var item = DeliveredItems.Of(image);
        try
        {
            var state = await TargetState.AskAsync(
                client,
                image.Relocated.Push,
                image.Root.Digest,
                destination.Transfer.NoReplace,
                cancellationToken
            );
            item = item with { Replaces = state.Other?.ToString() };
            return state.Refusal is { } refusal ? DeliveredItems.Failed(item, refusal)
                : state.IsPresent ? item with { Result = DeliveryOutcome.Present }
                : item with { Sent = image.Blobs.Sum(blob => blob.Size) };
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            return DeliveredItems.Failed(item, e);
        }
    }

    /// <summary>Makes what the registries want to be there before a push, as far as that was asked for.</summary>
    private async Task CreateAsync(DeliveryPlan plan, CancellationToken cancellationToken)
    {
        var targets = TargetsOf(plan);
        if (destination.CreateRepositories)
        {
            await new RepositoryMaker(client, options).CreateAsync(targets, cancellationToken);
        }

        if (destination.CreateProjects)
        {
            using var projects = new HarborProjects(client);
            await projects.CreateAsync(HarborProjects.Of(targets), cancellationToken);
        }
    }

    /// <summary>Every repository that is written to, the charts' too.</summary>
    private List<ImageReference> TargetsOf(DeliveryPlan plan)
    {
        var targets = plan.Images.Concat(plan.Copies).Select(image => image.Relocated.Push).ToList();
        if (destination.Charts?.StartsWith("oci://", StringComparison.OrdinalIgnoreCase) == true)
        {
            var (registry, path) = OciChartStore.Split(destination.Charts);
            targets.AddRange(
                plan.Charts.Select(chart => $"{(path.Length == 0 ? "" : path + "/")}{chart.Name}")
                    .Distinct()
                    .Select(name => ImageReference.Create(registry, name))
            );
        }

        return targets;
    }

    /// <summary>What the store can never take is found before anything is sent.</summary>
    private static void ThrowIfRefused(DeliveryPlan plan, IChartStore? store)
    {
        foreach (var chart in store is null ? [] : plan.Charts)
        {
            UserError? refusal;
            try
            {
                refusal = store!.RefusalOf(chart.Read().Metadata);
            }
            catch (Exception unreadable) when (DeliveryFailure.IsOf(unreadable))
            {
                // Its own turn says so; the others are brought.
                continue;
            }

            if (refusal is not null)
            {
                throw new UserError($"Nothing was sent: {refusal.Message}.", refusal.Hint, FailureKind.Usage, refusal);
            }
        }
    }

    private async Task<IChartStore?> OpenStoreAsync(CancellationToken cancellationToken) =>
        destination.Charts is { } charts ? await stores.OpenAsync(charts, destination.ChartsKind, cancellationToken) : null;

    /// <summary>In the order of the plan, whatever failed when.</summary>
    private static DeliveryReport Report(DeliveryPlan plan, IReadOnlyList<DeliveredItem> delivered, IReadOnlyList<DeliveredItem> charts)
    {
        var order = plan
            .Relocated.Select((relocated, place) => (relocated.Source.AsWritten, place))
            .DistinctBy(pair => pair.AsWritten)
            .ToDictionary(pair => pair.AsWritten, pair => pair.place);
        return new DeliveryReport
        {
            Images = [.. delivered.Concat(plan.Unreadable).OrderBy(item => order.GetValueOrDefault(item.Source, order.Count))],
            Charts = charts,
            Shard = plan.Share,
        };
    }
}
