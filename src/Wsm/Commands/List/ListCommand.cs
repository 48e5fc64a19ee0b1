using System.CommandLine;
using Wsm.Bundles.Contents;
using Wsm.CommandLine;
using Wsm.Hosting;

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
                new("wsm list --diff bundle", "What a new download would change in a bundle"),
                new(
                    "wsm list -o catalog > today.yaml && wsm download --catalog today.yaml",
                    "Keep what was found today, and fetch exactly that later"
                ),
            ],
        };
        foreach (var option in (Option[])[format, why, sizes, platforms, diff])
        {
            verb.Add(option);
        }

        catalog.AddTo(verb);
        registry.AddTo(verb);
        format.AcceptOnlyFromAmong([.. ListFormat.All.Keys]);
        verb.Runs(
            async (call, cancellation) =>
            {
                var request = new ListRequest
                {
                    Format = call.Get(format)!,
                    Why = call.Get(why),
                    Sizes = call.Get(sizes) ? PlatformChoice.Parse(call.Get(platforms) ?? []) : null,
                    Older = call.Get(diff) is { } older ? (call.Context.PathOf(older), older) : null,
                    Registries = registry.Read(call),
                    Gate = TrustArguments.StandingGateOf(call),
                };
                return await new Lister(call.Console, request, (product, charts) =>
                    catalog.ResolveAsync(call, product, request.Registries, charts, cancellation)
                ).RunAsync(catalog.ReadCatalog(call), cancellation);
            }
        );
        return verb;
    }
}
