using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Site.Conversions;
using Wsm.Site.Delivery;
using Wsm.Site.Delivery.Bundles;
using Wsm.Site.Relocations;
using Wsm.Terminal;

namespace Wsm.Commands.Push;

internal static class PushCommand
{
    public static Verb Create(WsmContext context)
    {
        var target = new TargetArguments();
        var delivery = new DeliveryArguments(target);
        var registry = new RegistryArguments();
        var after = new ValuesAfterArguments();
        var trust = new TrustArguments();
        var bundle = BundleOption.CreateForReading();
        var bases = BaseOption.Create();
        var verb = new Verb("push", "Push a bundle's images to a registry, and its charts to a chart store.", context)
        {
            Examples =
            [
                new(
                    "wsm push --registry registry.example.com --charts oci://registry.example.com/charts",
                    "Images and charts into one registry"
                ),
                new(
                    "wsm push --registry harbor.example.com/wandb --create-projects --charts https://charts.example.com --dry-run",
                    "See first what would go where"
                ),
                new(
                    "wsm push --registry registry.example.com --map 'quay.io/prometheus/*=registry.example.com/mon/*'",
                    "Put some images elsewhere"
                ),
                new(
                    "wsm push --registry registry.example.com --charts oci://registry.example.com/charts -f wandb-settings.yaml "
                        + "--values-out deploy",
                    "And write the values that point there, proved"
                ),
                new(
                    "wsm push -b delta --registry registry.example.com",
                    "A delta: first it is proved that the registry has whatever the delta leaves out"
                ),
                new(
                    "wsm push -b delta --base /srv/wandb --registry other.example.com",
                    "A delta for a registry that lacks some of that: it is taken from the bundle before"
                ),
                new("wsm push --registry registry.example.com --preflight", "Is everything ready? Nothing is pushed"),
                new(
                    "wsm push --registry registry.example.com --verify-key release.pub",
                    "Only a bundle that 'wsm sign' signed with that key's private half"
                ),
                new(
                    "wsm push --registry registry.example.com --shard 0/4 --report shard-0.json",
                    "The first of four parts, for four machines; 'wsm check --shards' sums up what they report"
                ),
                new("wsm push --charts ./charts-repo", "Only the charts, into a folder that a web server shows"),
            ],
        };
        verb.Add(bundle);
        verb.Add(bases);
        delivery.AddTo(verb);
        registry.AddTo(verb);
        after.AddTo(verb);
        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var folder = call.Context.PathOf(call.Get(bundle)!);
                var destination = delivery.Read(call);
                var options = registry.Read(call, onlyFor: delivery.ReadHost(call));
                var looksOnly = delivery.IsDryRun(call) || delivery.IsPreflight(call);
                using var opened = trust.Open(
                    call,
                    folder,
                    BaseOption.Read(call, bases),
                    use: looksOnly ? BundleUse.Check : BundleUse.BringIn
                );
                FindingReport.Warn(call.Console, opened.Lock);
                using var session = new DeliverySession(options, destination, call.Context.Time);
                var ending = after.ReadFolder(call) is { } values ? await PrepareAsync(values) : null;
                if (delivery.IsPreflight(call))
                {
                    return await delivery.PreflightAsync(
                        call,
                        session,
                        [QuickBundleCheck.LookAt(opened), .. QuickBundleCheck.Unconvertible(opened, destination.Images)],
                        [.. BundleDelivery.RelocatedOf(opened, destination.Images)],
                        BundleDelivery.ChartsOf(opened),
                        QuickBundleCheck.AskDelta(opened, destination.Images, cancellation),
                        cancellation
                    );
                }

                foreach (var image in destination.Images is null ? [] : IndexSayings.Orphaned(opened))
                {
                    call.Console.Warn(PlatformOption.TellOfSignedIndex(image.Entry.Reference, image.Entry.SourceDigest));
                }

                var plan = await BundleDelivery.ReadAsync(opened, destination.Images, cancellation);
                if (destination.Images is { } images && opened.Lock.Delta is not null)
                {
                    plan = await CloseAsync(images, plan);
                }

                var exitCode = await delivery.RunAsync(
                    call,
                    session,
                    plan,
                    opened.Files.Folder?.PathOf(RelocationFile.FileName),
                    cancellation
                );
                if (destination.Charts is null && exitCode == ExitCode.Done)
                {
                    call.Console.Say("The charts stay in the bundle; --charts says where they should go.");
                }

                if (delivery.IsDryRun(call))
                {
                    if (ending is not null)
                    {
                        call.Console.Say(
                            $"The values that would be written to {after.ReadFolder(call)} were worked out, and the charts render with "
                                + "them."
                        );
                    }

                    return Outcome(exitCode);
                }

                if (ending is not null)
                {
                    return MissingImages.Report(
                        opened.Lock,
                        call.Console,
                        await ending.FinishAsync(exitCode, call.Console, delivery.WantsJson(call), cancellation)
                    );
                }

                if (exitCode == ExitCode.Done && destination.Images is not null && delivery.ReadShard(call) is null)
                {
                    call.Console.Say(
                        "Next, the values that point there: wsm "
                            + $"values{TypedOptions.Of(call, [bundle, .. target.Options, .. registry.Options])} --out deploy"
                    );
                }

                return MissingImages.Report(opened.Lock, call.Console, Outcome(exitCode));

                // Everything has arrived, and what could not be read was never in the bundle.
                int Outcome(int code) => code == ExitCode.Done && FindingReport.IsIncomplete(opened.Lock) ? ExitCode.Incomplete : code;

                async Task<DeliveryPlan> CloseAsync(RelocationOptions relocation, DeliveryPlan plan)
                {
                    await ReachabilityCheck.RunAsync(options, plan.Images, cancellation);
                    var closure = await new DeltaCheck(session.Client, opened, Relocation.Create(relocation)).ProveAsync(
                        plan.Images,
                        cancellation
                    );
                    var whole = closure.Complete(plan, session.Client);
                    if (closure.Blobs > 0)
                    {
                        call.Console.Say($"The delta fits: {closure.Summary}.");
                    }

                    return whole;
                }

                async Task<PushedValues> PrepareAsync(string values)
                {
                    if (delivery.ReadShard(call) is not null)
                    {
                        throw UserError.Usage(
                            "--values-out writes where everything is, and a shard brings only a part of it.",
                            "When all shards are done: wsm values."
                        );
                    }

                    var relocation = destination.Images
                        ?? throw UserError.Usage(
                            "--values-out writes where the images are, and nothing says where they go.",
                            "Name the registry with --registry HOST[:PORT][/PREFIX]."
                        );
                    var request = PushedValues.RequestFor(
                        opened,
                        BundleConversion.RelocationOf(opened, relocation),
                        target.ReadCharts(call),
                        options,
                        call.Context.PathOf(values)
                    );
                    return await PushedValues.PrepareAsync(
                        await after.FillAsync(request, call, options, cancellation),
                        values,
                        cancellation
                    );
                }
            }
        );
        return verb;
    }
}
