using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.List;

internal static class ListCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var registry = new RegistryArguments();
        var format = new Option<string>("--output", "-o")
        {
            Description = $"How to write the list: {string.Join(", ", ListFormat.All.Keys)}.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => ListFormat.Text,
        };
        format.AcceptOnlyFromAmong([.. ListFormat.All.Keys]);
        var why = new Option<bool>("--why") { Description = "Tell for each image what needs it, and which values name it." };
        var verb = new Verb("list", "Print every image that a deployment needs.", context)
        {
            Examples =
            [
                new("wsm list", "The images of W&B as it is released today"),
                new("wsm list --catalog manifests/wandb-0.62.2.yaml -o json", "The images of a pinned release, for a script"),
                new("wsm list --chart ingress-nginx@https://kubernetes.github.io/ingress-nginx -o refs", "The images of any chart"),
                new("wsm list -o catalog > today.yaml && wsm download --catalog today.yaml", "Keep what was found today, and fetch exactly that later"),
            ],
        };
        verb.Add(format);
        verb.Add(why);
        catalog.AddTo(verb);
        registry.AddTo(verb);
        verb.Runs(async (call, cancellation) =>
        {
            var console = call.Console;
            var quiet = console.Verbosity == Verbosity.Quiet;
            var asText = call.Get(format) == ListFormat.Text;
            var product = catalog.ReadCatalog(call);
            if (asText && !quiet)
            {
                console.Print(TextList.Opening);
            }

            var resolution = await catalog.ResolveAsync(call, product, registry.Read(call), fetchCharts: call.Get(format) == ListFormat.Catalog, cancellation);
            ListFormat.All[call.Get(format)!](new ListReport(resolution.Set, quiet, call.Get(why)) { Complete = resolution.Failures.Count == 0 }, console.Out);
            foreach (var failure in resolution.Failures)
            {
                console.Report(new Failure($"{failure.Component}: {failure.Error.Message}", failure.Error.Hint, failure.Error.ExitCode) { Details = failure.Error.Details }, failure.Error);
            }

            return resolution.Failures.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return verb;
    }
}
