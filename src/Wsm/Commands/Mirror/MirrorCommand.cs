using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Product.Wording;
using Wsm.Site.Delivery;
using Wsm.Terminal;

namespace Wsm.Commands.Mirror;

internal static class MirrorCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var delivery = new DeliveryArguments(new TargetArguments("--to"));
        var registry = new RegistryArguments();
        var platforms = PlatformOption.Create();
        var operatorChart = new Option<string?>("--operator-chart-version")
        {
            Description = "Version or range of the operator's chart, instead of the catalog's.",
            HelpName = "RANGE",
        };
        var referrers = new Option<bool>("--referrers") { Description = "Take signatures, attestations and SBOMs along." };
        var keepIndex = PlatformOption.CreateKeepIndex();
        var osVersion = PlatformOption.CreateOsVersion();
        var verb = new Verb(
            "mirror",
            "Copy every image and chart that a deployment needs to a registry and a chart store, with no bundle in between.",
            context
        )
        {
            Examples =
            [
                new(
                    "wsm mirror --to registry.example.com --charts oci://registry.example.com/charts",
                    "W&B as it is released today, from a host that sees both sides"
                ),
                new(
                    "wsm mirror --to harbor.example.com/wandb --create-projects --catalog manifests/wandb-0.62.2.yaml",
                    "A pinned release into a project of Harbor"
                ),
                new(
                    "wsm mirror --to registry.example.com --username docker.io=reader --username registry.example.com=robot "
                        + "--password-stdin < passwords.txt",
                    "A user at each of two registries; the file has a line for each"
                ),
                new(
                    "wsm mirror --to registry.example.com --preflight",
                    "Is everything ready, at the sources and at the target? Nothing is copied"
                ),
                new(
                    "wsm mirror --to registry.example.com --shard 1/4 --report shard-1.json",
                    "The second of four parts, for four machines"
                ),
                new(
                    "wsm mirror --to registry.example.com -p all --referrers --dry-run",
                    "What would go where, with every platform and all signatures"
                ),
            ],
        };
        verb.Add(platforms);
        verb.Add(osVersion);
        verb.Add(referrers);
        verb.Add(keepIndex);
        PlatformOption.Require(verb, keepIndex, referrers);
        verb.Add(operatorChart);
        delivery.AddTo(verb);
        catalog.AddTo(verb);
        registry.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var destination = delivery.Read(call);
                var choice = PlatformOption.Read(call, platforms, osVersion);
                var options = registry.Read(call, onlyFor: delivery.ReadHost(call));
                var set = (
                    await catalog.ResolveAsync(
                        call,
                        call.Get(operatorChart) is { } version
                            ? catalog.ReadCatalog(call).WithChartVersion("operator", version)
                            : catalog.ReadCatalog(call),
                        options,
                        fetchCharts: destination.Charts is not null,
                        cancellation
                    )
                ).Complete();

                FindingReport.Warn(call.Console, set, inFull: false);
                using var session = new DeliverySession(options, destination, call.Context.Time);
                var plan = await new MirrorDelivery(
                    session.Client,
                    choice,
                    call.Get(referrers) ? call.Get(keepIndex) : null,
                    call.Console.Warn
                ).ReadAsync(set, destination.Images, cancellation);
                var exitCode = delivery.IsPreflight(call)
                    ? await delivery.PreflightAsync(
                        call,
                        session,
                        SourceFindings(plan),
                        [
                            .. plan.Images.Select(image => (image.Relocated, (Digest?)image.Root.Digest)),
                            .. plan.Relocated.Select(relocated => (relocated, (Digest?)null)),
                        ],
                        plan.Charts,
                        further: null,
                        cancellation
                    )
                    : await delivery.RunAsync(call, session, plan, record: null, cancellation);
                return exitCode == ExitCode.Done && FindingReport.IsIncomplete(set) ? ExitCode.Incomplete : exitCode;
            }
        );
        return verb;
    }

    private static IReadOnlyList<PreflightFinding> SourceFindings(DeliveryPlan plan) =>
        [
            .. plan.Unreadable.Select(item => new PreflightFinding(item.Source, false, item.Reason ?? "cannot be read")
            {
                Cause = item.Cause,
            }),
            .. plan.Images.Count == 0
                ? Array.Empty<PreflightFinding>()
                :
                [
                    new PreflightFinding(
                        "sources",
                        true,
                        $"{plan.Images.Count} images can be read, "
                            + $"{ByteSize.Text(plan.Images.SelectMany(image => image.Blobs).DistinctBy(blob => blob.Digest).Sum(blob => blob.Size))}"
                    ),
                ],
        ];
}
