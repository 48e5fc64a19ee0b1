using System.CommandLine;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Importing;
using Wsm.Bundles.Locks;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Site.Loading;
using Wsm.Terminal;

namespace Wsm.Commands.Import;

internal static class ImportCommand
{
    private const string EnginePrefix = "docker-daemon:";
    private const int UsualJobs = 4;

    public static Verb Create(WsmContext context)
    {
        var sources = new Argument<string[]>("FILE")
        {
            Description =
                "Archives of images that others made: of docker save, OCI archives and layouts, plain or as .gz, .zst, .xz, "
                + ".bz2 or .zip; a "
                + "folder with an OCI layout; or docker-daemon:IMAGE, an image of a Docker engine.",
            Arity = ArgumentArity.OneOrMore,
        };
        var bundle = BundleOption.Create();
        bundle.Description = $"The bundle's folder; a bundle that is there keeps what it has (default: {BundleOption.DefaultFolder}).";
        var name = new Option<string?>("--as")
        {
            Description = "The name of the only image, where its archive does not say it or says only a tag.",
            HelpName = "REFERENCE",
        };
        var platforms = new Option<string[]>("--platform", "-p")
        {
            Description = "Take only these platforms of an image: os/arch[/variant] (repeatable; default: all that the archive holds).",
            HelpName = "PLATFORM",
        };
        var layout = new Option<string>("--layout")
        {
            Description = "How a new bundle keeps images: 'archives', one for each, or 'oci', one layout for all.",
            HelpName = "LAYOUT",
            DefaultValueFactory = _ => "archives",
        };
        layout.AcceptOnlyFromAmong("archives", "oci");
        var engine = new DockerArguments();
        var trust = new TrustArguments();
        var jobs = JobsOption.Create("How many blobs are written at once.", UsualJobs);
        var format = OutputOption.Create("'text', or 'json' for one JSON object a line: what happens, and the result last.");
        var verb = new Verb("import", "Bring images from archives that others made, or from a Docker engine, into a bundle.", context)
        {
            Examples =
            [
                new("wsm import vendor-images.tar.zst -b bundle", "What a vendor handed over, beside what was downloaded"),
                new("wsm import image.tar --as registry.example.com/team/app:1.0", "An archive that does not name its image"),
                new("wsm import docker-daemon:team/app:1.0 --docker-context build-host", "What a Docker engine has built"),
                new("wsm import *.tar.gz -b vendor && wsm push -b vendor --registry registry.example.com", "A bundle of its own, pushed"),
            ],
        };
        verb.Add(sources);
        foreach (var option in (Option[])[bundle, name, platforms, layout])
        {
            verb.Add(option);
        }

        engine.AddTo(verb);
        verb.Add(jobs);
        verb.Add(format);
        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var loader = new Lazy<DockerLoader>(() => new DockerLoader(engine.Read(call)));
                try
                {
                    var request = new ImportRequest
                    {
                        Folder = call.Context.PathOf(call.Get(bundle)!),
                        Sources = [.. call.Get(sources)!.Select(source => SourceOf(source, loader, call.Context))],
                        Name = call.Get(name),
                        Platforms = call.Get(platforms) is { Length: > 0 } wanted ? PlatformChoice.Parse(wanted) : null,
                        Layout = call.Get(layout) == "oci" ? BundleLayout.Oci : BundleLayout.Archives,
                        Jobs = call.Get(jobs),
                        Generator = $"wsm {ProgramVersion.Number}",
                        Gate = trust.GateOf(call),
                    };
                    if (call.Get(format) == OutputOption.Json)
                    {
                        return ImportSummary.PrintJson(await RunAsync(new TransferLog(call.Console, call.Context.Time)), call.Console);
                    }

                    return ImportSummary.Print(
                        await call.Console.ShowProgressAsync(board => RunAsync(new TransferBoard(call.Console, board))),
                        call.Console
                    );

                    Task<ImportReport> RunAsync(IProgress<TransferEvent> progress) =>
                        new BundleImporter(progress, call.Console.Warn).RunAsync(request, cancellation);
                }
                finally
                {
                    if (loader.IsValueCreated)
                    {
                        loader.Value.Dispose();
                    }
                }
            }
        );
        return verb;
    }

    private static ImportSource SourceOf(string source, Lazy<DockerLoader> engine, WsmContext context)
    {
        if (source.StartsWith(EnginePrefix, StringComparison.Ordinal))
        {
            return new ImportSource(source, null, cancellation => SaveAsync(source[EnginePrefix.Length..], engine, cancellation));
        }

        var path = context.PathOf(source);
        return File.Exists(path) || Directory.Exists(path)
            ? new ImportSource(source, path)
            : throw UserError.Usage($"There is no file or folder '{source}'.");
    }

    private static async Task<Stream> SaveAsync(string image, Lazy<DockerLoader> engine, CancellationToken cancellationToken)
    {
        await engine.Value.PingAsync(cancellationToken);
        return await engine.Value.SaveAsync([image], cancellationToken);
    }
}
