using System.CommandLine;
using System.Text;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.Files;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Site.Clusters.Judging;
using Wsm.Site.Conversions;
using Wsm.Site.Deployments;
using Wsm.Site.Deployments.Checking;
using Wsm.Site.Relocations;
using Wsm.Site.Values.Presence;

namespace Wsm.Commands.Deploy;

internal static class DeployCommand
{
    /// <summary>No values file comes near.</summary>
    private const long LargestFile = 64 << 20;

    /// <summary>How long a node may take to pull a small image.</summary>
    private static readonly TimeSpan ProbePatience = TimeSpan.FromMinutes(2);

    public static Verb Create(WsmContext context)
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "The folder that 'wsm values' wrote; left out, the values are worked out from the bundle and its last push.",
            HelpName = "FOLDER",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var bundle = BundleOption.CreateForReading();
        var signatures = new TrustArguments();
        var cluster = new ContextArguments();
        var consent = new ConsentArguments();
        var releases = new ReleaseArguments();
        var values = new ValuesArguments();
        var emission = new EmissionArguments(writesFiles: false);
        var registry = new RegistryArguments();
        var only = new Option<string[]>("--component")
        {
            Description = "Deploy only this component of the bundle (repeatable).",
            HelpName = "NAME",
        };
        var preflight = new Option<bool>("--preflight")
        {
            Description = "Only look whether everything is there that the deployment needs.",
        };
        var probesNodes = new Option<bool>("--probe-nodes")
        {
            Description = "Before, let every node pull an image of the bundle, by a pod each that runs nothing and is taken away again.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only show what would change, as the server says it; secrets are not shown.",
        };
        var makesNamespace = new Option<bool>("--create-namespace") { Description = "Make the namespaces that are not there." };
        var upgradesCrds = new Option<bool>("--upgrade-crds")
        {
            Description = "Also change the definitions in charts' crds/ that are there already.",
        };
        var space = new Option<string?>("--namespace", "-n")
        {
            Description = "The namespace of components for which the catalog names none (default: \"default\").",
            HelpName = "NAME",
        };
        var format = OutputOption.Create(DeploymentOutput.FormatDescription);
        var rollsBack = new Option<bool>("--rollback-on-failure")
        {
            Description = "When a release fails, go back to the revision before; a new one is taken away again.",
        };
        var verb = new Verb(
            "deploy",
            "Install or upgrade a bundle's charts in a cluster, as releases that helm knows too, and wait until they are ready.",
            context
        )
        {
            Examples =
            [
                new(
                    "wsm deploy deploy --context prod --preflight",
                    "Look before: rights, storage, conflicts, registry; nothing is changed"
                ),
                new("wsm deploy deploy --context prod --create-namespace", "From the folder that 'wsm values --out deploy' wrote"),
                new("wsm deploy deploy --context prod --dry-run", "What would change"),
                new("wsm deploy -f wandb-settings.yaml --context prod", "Straight from the bundle, after a push"),
                new("wsm deploy deploy --context prod -o json > deployed.json", "For a pipeline: what became of every object"),
            ],
        };
        verb.Add(folder);
        foreach (
            var option in (Option[])[bundle, only, space, preflight, probesNodes, dryRun, makesNamespace, upgradesCrds, rollsBack, format]
        )
        {
            verb.Add(option);
        }

        releases.AddTo(verb);
        cluster.AddTo(verb);
        consent.AddTo(verb);
        values.AddTo(verb);
        emission.AddTo(verb);
        registry.AddTo(verb);
        signatures.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(preflight) && result.GetValue(dryRun))
            {
                result.AddError("--preflight and --dry-run cannot be combined.");
            }

            if (result.GetValue(probesNodes) && result.GetValue(dryRun))
            {
                result.AddError("--probe-nodes and --dry-run cannot be combined: a dry run makes nothing.");
            }

            if (result.GetValue(folder) is not null)
            {
                foreach (
                    var option in values
                        .Options.Concat(emission.ContentOptions)
                        .Where(option => result.GetResult(option) is { Implicit: false })
                )
                {
                    result.AddError($"{option.Name} goes without FOLDER, whose files stand as they are.");
                }
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                using var source = signatures.Open(call, call.Context.PathOf(call.Get(bundle)!));
                var pushed = PushedBefore.Read(source);
                var relocation = pushed is null ? null : BundleConversion.RelocationOf(source, new RelocationOptions { Pushed = pushed });
                if (pushed is not null)
                {
                    call.Console.Say(PushedBefore.Sentence(pushed, relocation!, source, tookCharts: call.Get(folder) is null));
                }

                registry.RequireNamedHost(call, relocation?.PullHost);
                var registries = registry.Read(call, onlyFor: relocation?.PullHost);
                var set = DeploymentNamespace.ApplyTo(source.ReadImageSet(), call.Get(space));
                MadeValues? made = null;
                if (call.Get(folder) is null)
                {
                    if (pushed is null)
                    {
                        throw UserError.Usage(
                            "Nothing records that this bundle was pushed, so it is not known where its images will be.",
                            "Push it first; or name the folder that 'wsm values' wrote: wsm deploy FOLDER."
                        );
                    }

                    await values.FetchAsync(call, registries, cancellation);
                    made = await MadeValues.MakeAsync(
                        await emission.FillAsync(
                            MadeValues.RequestFor(source, set, relocation!, pushed, registries) with
                            {
                                UserValues = values.ReadLayers(call),
                            },
                            call,
                            registries,
                            targetNamespace: null,
                            cancellation
                        ),
                        call.Console,
                        cancellation
                    );
                }

                var plan = DeploymentPlan.Make(
                    set,
                    made is null ? FilesIn(call.Context.PathOf(call.Get(folder)!)) : made.Read,
                    call.Get(only) ?? []
                );
                using var client = cluster.Connect(call);
                using var images = new RegistryClient(registries);
                var judge = new ImageJudge(
                    new KnownImages([source.Lock], relocation),
                    relocation is null ? null : new PushedImages(images)
                );
                var options = releases.Read(call) with
                {
                    CreatesNamespace = call.Get(makesNamespace),
                    UpgradesDefinitions = call.Get(upgradesCrds),
                    RollsBack = call.Get(rollsBack),
                };
                var output = new DeploymentOutput(call.Console, client, call.Get(format) == OutputOption.Json);
                return await output.RunAsync(
                    async () =>
                    {
                        var open = await output.OpenAsync(call.Context.Time, judge, cancellation);
                        var deployer = new Deployer(open, options, output, call.Console)
                        {
                            Plan = plan,
                            Namespace = call.Get(space),
                            Platforms = source.Lock.Platforms,
                            Unproved = made?.Unproved ?? [],
                            AskRegistry = emission.SkipsRegistry(call) ? null : token => AskAsync(source, relocation, registries, token),
                            Nodes = call.Get(probesNodes)
                                ? new NodeProbing(ProbeImage.Of(source.Lock, set, relocation), judge, ProbePatience, call.Console)
                                : null,
                            Consent = () => consent.Require(call, client, $"Deploy {source.Lock.Title}"),
                            Place = $"context {client.Access.Context} ({client.Access.Server})",
                        };
                        return call.Get(preflight) ? await deployer.CheckAsync(cancellation)
                            : call.Get(dryRun) ? await deployer.PreviewAsync(cancellation)
                            : await deployer.DeployAsync(cancellation);
                    },
                    cancellation
                );
            }
        );
        return verb;
    }

    private static Task<IReadOnlyList<DeploymentFinding>> AskAsync(
        Bundle source,
        Relocation? relocation,
        RegistryOptions registries,
        CancellationToken cancellationToken
    ) =>
        relocation is null
            ? Task.FromResult<IReadOnlyList<DeploymentFinding>>([
                new DeploymentFinding(
                    PreflightVerdict.Warning,
                    "registry",
                    "not asked: the bundle has not been pushed, as far as it knows"
                ),
            ])
            : RegistryReadiness.CheckAsync(PresenceQuery.Of(source, relocation, registries), relocation, cancellationToken);

    private static Func<string, string?> FilesIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw UserError.Usage($"There is no folder '{folder}'.", "'wsm values --out DIR' makes it.");
        }

        var guarded = new GuardedFolder(folder);
        return name => guarded.ReadAll(name, LargestFile) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
    }
}
