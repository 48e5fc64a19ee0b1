using System.CommandLine;
using System.Text;
using Wsm.Bundles;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Inventories.Text;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Inventories;

internal static class InventoryCommand
{
    private const string Json = "json";

    public static Verb Create(WsmContext context)
    {
        var target = new TargetArguments();
        var registry = new RegistryArguments();
        var bundle = BundleOption.CreateForReading();
        var locked = new Option<string?>("--lock")
        {
            Description = "With --registry: a bundle.json alone, where the bundle itself is not at hand.",
            HelpName = "FILE",
        };
        var format = new Option<string>("--output", "-o")
        {
            Description = "'json', or 'text': short lines for a printed page or a QR code.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => Json,
        };
        format.AcceptOnlyFromAmong(Json, "text");
        var file = new Option<string?>("--out") { Description = "Write it to this file, not to standard output.", HelpName = "FILE" };
        var jobs = new Option<int>("--jobs", "-j")
        {
            Description = "How many questions are asked at once.",
            HelpName = "N",
            DefaultValueFactory = _ => 16,
        };
        jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64)
                result.AddError("--jobs takes a number from 1 to 64.");
        });
        var verb = new Verb(
            "inventory",
            "Write down which blobs the receiving side has, so that the next download leaves them out.",
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
            ],
        };
        verb.Add(bundle);
        verb.Add(locked);
        target.AddImagesTo(verb);
        foreach (var option in (Option[])[format, file, jobs])
            verb.Add(option);
        registry.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(locked) is not null && result.GetResult(bundle) is { Implicit: false })
                result.AddError("--lock and --bundle exclude each other.");
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var relocation = target.ReadRelocation(call);
                if (relocation is null && call.Has(locked))
                    throw UserError.Usage(
                        "A lock alone does not tell what is really there.",
                        "Name the registry to ask with --registry, or the bundle with --bundle."
                    );
                Inventory inventory;
                if (relocation is null)
                {
                    using var opened = Bundle.Open(call.Context.PathOf(call.Get(bundle)!));
                    inventory = BundleInventory.Of(opened);
                    SayHowMuch(call, inventory, Expected(opened.Lock), opened.Place);
                }
                else
                {
                    var options = registry.Read(call, onlyFor: target.ReadHost(call));
                    using var client = new RegistryClient(options);
                    var survey = await new RegistrySurvey(client, call.Get(jobs)).RunAsync(
                        LockReader.Read(call.GetPath(locked) ?? call.Context.PathOf(call.Get(bundle)!)),
                        Relocation.Create(relocation),
                        cancellation
                    );
                    inventory = survey.Inventory;
                    SayHowMuch(call, inventory, survey.Asked, relocation.Registry ?? "the registries");
                }

                return Write(call, inventory, asText: call.Get(format) != Json, call.GetPath(file));
            }
        );
        return verb;
    }

    private static int Expected(BundleLock bundle) => BundleInventory.Of(bundle).Places.Sum(place => place.Blobs.Count);

    private static void SayHowMuch(Call call, Inventory inventory, int expected, string where)
    {
        var held = inventory.Places.Sum(place => place.Blobs.Count);
        call.Console.Say(
            $"{where} has {(held == expected ? $"all {expected}" : $"{held} of {expected}")} blobs of {inventory.Name}'s images{(held == expected ? "" : "; what it lacks will be carried again")}."
        );
    }

    private static int Write(Call call, Inventory inventory, bool asText, string? file)
    {
        var bytes = asText ? Encoding.UTF8.GetBytes(InventoryText.Write(inventory)) : InventoryJson.Write(inventory);
        if (file is not null)
            SafeFile.Write(file, bytes);
        else
            call.Console.Print(Encoding.UTF8.GetString(bytes).TrimEnd('\n'));
        return ExitCode.Done;
    }
}
