using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Commands.SelfImage;

internal static class SelfImageCommand
{
    public static Verb Create(WsmContext context)
    {
        var folder = new Option<string>("--out")
        {
            Description = "The folder for the image, an OCI layout.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "wsm-image",
        };
        var name = new Option<string?>("--name")
        {
            Description = $"The image's name in the layout (default: localhost/wsm:{ProgramVersion.Number}).",
            HelpName = "REF",
        };
        var authorities = new Option<string?>("--ca-bundle")
        {
            Description = "The certificate authorities that the image trusts, in PEM (default: this machine's).",
            HelpName = "FILE",
        };
        var verb = new Verb("self-image", "Make a container image of this very program, the same bytes each time.", context)
        {
            Examples =
            [
                new("wsm self-image --out wsm-image", "The program, the libraries that it has loaded, and the certificate authorities"),
                new(
                    "wsm import wsm-image -b wsm-bundle && wsm push -b wsm-bundle --registry registry.example.com",
                    "Into the registry, as any other image"
                ),
            ],
        };
        verb.Add(folder);
        verb.Add(name);
        verb.Add(authorities);
        verb.Runs(
            (call, _) =>
            {
                var reference = call.Get(name) ?? $"localhost/wsm:{ProgramVersion.Number}";
                if (!ImageReference.TryParse(reference, out var parsed, out var problem) || parsed.Tag is null)
                {
                    throw UserError.Usage($"--name must be a name with a tag: {problem ?? reference}.");
                }

                var files = ProgramFiles.OfThisProcess(call.GetPath(authorities));
                var target = call.Context.PathOf(call.Get(folder)!);
                var image = ProgramImage.Make(files);
                image.Write(target, reference);
                foreach (var file in files)
                {
                    call.Console.Detail($"{file.Path} ({ByteSize.Text(file.Size)})");
                }

                if (!files.Any(file => file.Path == ProgramFiles.Authorities))
                {
                    call.Console.Warn(
                        "this machine has no certificate authorities, and so has the image: give them with --ca-bundle, or to each run with --ca-file."
                    );
                }

                call.Console.Print($"{image.Manifest.Digest}");
                call.Console.Say(
                    $"{reference} is in {call.Get(folder)}, {ByteSize.Text(image.Size)}: wsm import {call.Get(folder)} -b wsm-bundle"
                );
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}
