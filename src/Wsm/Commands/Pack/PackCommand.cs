using System.CommandLine;
using Wsm.Bundles.Packing;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.Commands.Pack;

internal static class PackCommand
{
    public static Verb Create(WsmContext context)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "What to write, or the folder to write it to (default: NAME.wsm here, by the bundle's name).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var bundle = BundleOption.CreateForReading();
        var trust = new TrustArguments();
        var volume = new Option<string?>("--volume")
        {
            Description = $"Write volumes of at most this size: 4GiB, 650M, or {string.Join(", ", MediumSize.Names)}.",
            HelpName = "SIZE",
        };
        volume.CompletionSources.Add([.. MediumSize.Names]);
        var format = OutputOption.Create("'text', or 'json' for one event a line.");
        var verb = new Verb("pack", "Pack a bundle into one file, or into volumes that fit the medium they are carried on.", context)
        {
            Examples =
            [
                new("wsm pack wandb.wsm", "The bundle in ./bundle as one file; every command reads it as it is"),
                new("wsm pack /media/usb/wandb.wsm --volume fat32", "wandb.001.wsm, wandb.002.wsm …, none too large for a FAT32 stick"),
                new(
                    "wsm pack disc.wsm -b wandb --volume dvd",
                    "One file for each DVD; interrupted? run it again, it continues where it stopped"
                ),
            ],
        };
        verb.Add(file);
        foreach (var option in (Option[])[bundle, volume, format])
        {
            verb.Add(option);
        }

        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var size = call.Get(volume) is { } text ? MediumSize.Parse(text) : (long?)null;
                using var opened = trust.Open(call, call.Context.PathOf(call.Get(bundle)!));
                var order = new PackOrder(PathFor(call, call.Get(file), opened), size);
                if (call.Get(format) == "json")
                {
                    return PackOutput.PrintJson(
                        await Packer.PackAsync(opened, order, new TransferLog(call.Console, call.Context.Time), cancellation),
                        call.Console
                    );
                }

                return PackOutput.Print(
                    await call.Console.ShowProgressAsync(board =>
                        Packer.PackAsync(opened, order, new TransferBoard(call.Console, board), cancellation)
                    ),
                    call.Console
                );
            }
        );
        return verb;
    }

    private static string PathFor(Invocation call, string? asked, Bundle bundle)
    {
        var path = call.Context.PathOf(asked ?? ".");
        if (!Directory.Exists(path) && asked is not null && !Path.EndsInDirectorySeparator(asked))
        {
            return path;
        }

        var name = string.Concat(
                bundle.Lock.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')
            )
            .Trim('.', '-');
        return Path.Combine(path, (name.Length == 0 ? "bundle" : name) + ".wsm");
    }
}
