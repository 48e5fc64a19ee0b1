using System.CommandLine;
using Wsm.Bundles.Files;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Terminal;

namespace Wsm.Commands.Unpack;

internal static class UnpackCommand
{
    public static Verb Create(WsmContext context)
    {
        var source = new Argument<string>("PACKED") { Description = "The packed file, any of its volumes, or the folder that holds them." };
        var trust = new TrustArguments();
        var bundle = BundleOption.Create();
        var format = OutputOption.Create("'text', or 'json' for one event a line.");
        var verb = new Verb(
            "unpack",
            "Turn a packed bundle back into a folder, byte for byte; other commands can also read it packed.",
            context
        )
        {
            Examples =
            [
                new("wsm unpack wandb.wsm", "Into ./bundle; interrupted? run it again, it continues where it stopped"),
                new("wsm unpack /media/usb -b /srv/wandb", "From volumes on a stick"),
                new("wsm unpack /media/dvd -b /srv/wandb", "From one DVD after the other: exit code 3 until the last one has been read"),
            ],
        };
        verb.Add(source);
        verb.Add(bundle);
        verb.Add(format);
        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                using var packed = trust.Open(call, call.Context.PathOf(call.Get(source)!), allVolumes: false, use: BundleUse.BringIn);
                if (packed.Files.Folder is not null)
                {
                    throw UserError.Usage($"'{packed.Place}' is a bundle that is not packed.", "Every command takes it as it is.");
                }

                var folder = call.Context.PathOf(call.Get(bundle)!);
                if (call.Get(format) == "json")
                {
                    return UnpackOutput.PrintJson(await RunAsync(new TransferLog(call.Console, call.Context.Time)), packed, call.Console);
                }

                return UnpackOutput.Print(
                    await call.Console.ShowProgressAsync(board => RunAsync(new TransferBoard(call.Console, board))),
                    packed,
                    call.Console
                );

                Task<BundleReport> RunAsync(IProgress<TransferEvent> progress) =>
                    new Unpacker(progress).RunAsync(packed, folder, Environment.ProcessorCount, cancellation);
            }
        );
        return verb;
    }
}
