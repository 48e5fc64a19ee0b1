using System.CommandLine;
using System.Text;
using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.Files;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Site.Clusters.Carrying;
using Wsm.Site.Inventories;
using Wsm.Site.Relocations;
using Wsm.Terminal;

namespace Wsm.Commands.Inventories;

internal static class InventoryCommand
{
    private const string Json = "json";

    public static Verb Create(WsmContext context)
    {
        var target = new TargetArguments();
        var registry = new RegistryArguments();
        var trust = new TrustArguments();
        var cluster = new ClusterAccessArguments();
        var bundle = BundleOption.CreateForReading();
        var locked = new Option<string?>("--lock")
        {
            Description = "With --registry: a bundle.json alone, where the bundle itself is not available.",
            HelpName = "FILE",
        };
        var format = OutputOption.Create("'json', or 'text': short lines for a printed page or a QR code.", Json, "text");
        var file = new Option<string?>("--out") { Description = "Write it to this file, not to standard output.", HelpName = "FILE" };
        var jobs = JobsOption.Create("How many questions are asked at once.", 16);
        var verb = new Verb(
            "inventory",
            "Write down which blobs the receiving side has, so that the next download leaves them out; or what a cluster is.",
            context
        )
        {
            Examples =
            [
                new(
                    "wsm inventory --out have.json",
                    "What the bundle in ./bundle really holds; carry the file to where downloads are made"
                ),
                new(
                    "wsm inventory --registry registry.example.com --out have.json",
                    "What the registry has of that bundle's images; only asked, nothing is fetched"
                ),
                new(
                    "wsm inventory --registry registry.example.com --lock bundle.json -o text",
                    "The same on a page, to be scanned or typed in again where no file may leave"
                ),
                new(
                    "wsm inventory --cluster -A --out cluster.json",
                    "The cluster's version, APIs, node platforms, storage classes and images; nothing is changed"
                ),
            ],
        };
        verb.Add(bundle);
        verb.Add(locked);
        target.AddImagesTo(verb);
        foreach (var option in (Option[])[format, file, jobs])
        {
            verb.Add(option);
        }

        cluster.AddTo(verb);
        registry.AddTo(verb);
        trust.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(locked) is not null && result.GetResult(bundle) is { Implicit: false })
            {
                result.AddError("--lock and --bundle cannot be combined.");
            }

            if (cluster.IsAsked(result) && result.GetResult(format) is { Implicit: false } && result.GetValue(format) != Json)
            {
                result.AddError("-o text is not for --cluster: what a cluster is fills no short page.");
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var relocation = target.ReadRelocation(call);
                if (relocation is null && call.Has(locked))
                {
                    throw UserError.Usage(
                        "A lock alone does not show what is really on the disk.",
                        "Name the registry to ask with --registry, or the bundle with --bundle."
                    );
                }

                if (cluster.IsAsked(call))
                {
                    using var kubernetes = cluster.Connect(call);
                    call.Console.Say($"Asking {kubernetes.Access.Context} ({kubernetes.Access.Server})");
                    var facts = await new LiveFactsReader(kubernetes).ReadAsync(
                        cluster.ReadNamespaces(call) ?? [kubernetes.Access.Namespace],
                        cancellation
                    );
                    Write(call, Encoding.UTF8.GetBytes(facts.ToJson()), call.GetPath(file));
                    return facts.Unread.Count == 0
                        ? ExitCode.Done
                        : call.Console.Report(
                            new Failure(
                                "Not everything could be read.",
                                "'wsm help cluster' lists the rights that this needs.",
                                ExitCode.Incomplete
                            )
                            {
                                Details = facts.Unread,
                            }
                        );
                }

                Inventory inventory;
                if (relocation is null)
                {
                    using var opened = trust.Open(call, call.Context.PathOf(call.Get(bundle)!), use: BundleUse.Look);
                    inventory = BundleInventory.Of(opened);
                    SayHowMuch(call, inventory, Expected(opened.Lock), opened.Place);
                }
                else
                {
                    var options = registry.Read(call, onlyFor: target.ReadHost(call));
                    using var client = new RegistryClient(options);
                    var survey = await new RegistrySurvey(client, call.Get(jobs)).RunAsync(
                        LockReader.Read(call.GetPath(locked) ?? call.Context.PathOf(call.Get(bundle)!), trust.GateOf(call, BundleUse.Look)),
                        Relocation.Create(relocation),
                        cancellation
                    );
                    inventory = survey.Inventory;
                    SayHowMuch(call, inventory, survey.Asked, relocation.Registry ?? "the registries");
                }

                Write(
                    call,
                    call.Get(format) == Json ? InventoryJson.Write(inventory) : Encoding.UTF8.GetBytes(InventoryText.Write(inventory)),
                    call.GetPath(file)
                );
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static int Expected(BundleLock bundle) => BundleInventory.Of(bundle).Places.Sum(place => place.Blobs.Count);

    private static void SayHowMuch(Invocation call, Inventory inventory, int expected, string where)
    {
        var held = inventory.Places.Sum(place => place.Blobs.Count);
        call.Console.Say(
            $"{where} has {(held == expected ? $"all {expected}" : $"{held} of {expected}")} blobs of {inventory.Name}'s "
                + $"images{(held == expected ? "" : "; what it lacks will be carried again")}."
        );
    }

    private static void Write(Invocation call, byte[] bytes, string? file)
    {
        if (file is not null)
        {
            AtomicFile.Write(file, bytes);
        }
        else
        {
            call.Console.Print(Encoding.UTF8.GetString(bytes).TrimEnd('\n'));
        }
    }
}
