using System.CommandLine;
using Wsm.Bundles.Contents;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Resolving;

namespace Wsm.Commands.List;

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
        var why = new Option<bool>("--why") { Description = "Show for each image what needs it, and which values name it." };
        var sizes = new Option<bool>("--sizes") { Description = "Ask the registries for size and digest of each image, and for the sum." };
        var platforms = new Option<string[]>("--platform", "-p")
        {
            Description = "With --sizes: which platform of each image (repeatable), or 'all' (default: linux/amd64).",
            HelpName = "PLATFORM",
        };
        var diff = new Option<string?>("--diff")
        {
            Description = "Show what changed since a bundle, its bundle.json, or a saved catalog; exit code 3 when something did.",
            HelpName = "OLD",
        };
        var deep = new Option<bool>("--deep")
        {
            Description =
                "List what a bundle holds, and what the programs and files inside its images name: operators often name nowhere else what "
                + "they start.",
        };
        var bundle = BundleOption.CreateForReading();
        bundle.Description = $"With --deep: {char.ToLowerInvariant(bundle.Description![0])}{bundle.Description[1..]}";
        var verb = new Verb("list", "Print every image that a deployment needs.", context)
        {
            Examples =
            [
                new("wsm list", "The images of W&B as it is released today"),
                new("wsm list --catalog manifests/wandb-0.62.2.yaml -o json", "The images of a pinned release, for a script"),
                new("wsm list --chart ingress-nginx@https://kubernetes.github.io/ingress-nginx -o refs", "The images of any chart"),
                new("wsm list --manifests deploy/overlays/prod --images addons.txt", "Of a kustomization and a vendor's list"),
                new("kubectl get pods -A -o json | wsm list --from-cluster -", "What runs in a cluster today, digest for digest"),
                new("wsm list --chart ./app --cluster-facts facts.txt", "As it is rendered for the cluster that the file tells of"),
                new("wsm list --why", "Which workload starts an image, and which values name it"),
                new("wsm list --sizes -p linux/amd64", "How large the bundle will be"),
                new(
                    "wsm list --deep -b bundle",
                    "What the programs inside a bundle's images name, such as the databases that an operator starts"
                ),
                new("wsm list --deep --sizes", "The same, and which of it exists in its registry"),
                new("wsm list --diff bundle", "What a new download would change in a bundle"),
                new(
                    "wsm list -o catalog > today.yaml && wsm download --catalog today.yaml",
                    "Keep what was found today, and fetch exactly that later"
                ),
            ],
        };
        foreach (var option in (Option[])[format, why, sizes, platforms, diff, deep, bundle])
        {
            verb.Add(option);
        }

        catalog.AddTo(verb);
        registry.AddTo(verb);
        format.AcceptOnlyFromAmong([.. ListFormat.All.Keys]);
        verb.Validators.Add(result =>
        {
            if (!result.GetValue(deep) && result.GetResult(bundle) is { Implicit: false })
            {
                result.AddError("--bundle goes with --deep.");
            }

            if (result.GetValue(deep) && catalog.FirstGiven(result) is { } given)
            {
                result.AddError($"--deep lists what a bundle holds, and {given} what it might hold: download it first.");
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var request = new ListRequest
                {
                    Format = call.Get(format)!,
                    Why = call.Get(why),
                    Sizes = call.Get(sizes) ? PlatformChoice.Parse(call.Get(platforms) ?? []) : null,
                    Older = call.Get(diff) is { } older ? (call.Context.PathOf(older), older) : null,
                    Deep = call.Get(deep),
                    Registries = registry.Read(call),
                    Gate = TrustArguments.StandingGateOf(call),
                };
                var lister = new Lister(call.Console, request, (product, charts) =>
                    catalog.ResolveAsync(call, product, request.Registries, charts, cancellation)
                );
                return request.Deep
                    ? await lister.RunAsync(LookInsideAsync(call.Context.PathOf(call.Get(bundle)!), call, cancellation), cancellation)
                    : await lister.RunAsync(catalog.ReadCatalog(call), cancellation);
            }
        );
        return verb;
    }

    private static async Task<Resolution> LookInsideAsync(string bundle, Invocation call, CancellationToken cancellationToken) =>
        new(await BundleInside.ReadAsync(bundle, call, cancellationToken), []);
}
