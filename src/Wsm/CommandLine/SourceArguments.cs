using System.CommandLine;
using System.CommandLine.Parsing;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.CommandLine;

/// <summary>The options that name products which are no charts: manifests, lists of images, compose files, clusters.</summary>
internal sealed class SourceArguments
{
    private readonly Option<string[]> _manifests = Repeatable(
        "--manifests",
        "Kubernetes manifests: a file, a folder, a kustomization's folder, an http(s) address, or - for standard input (repeatable).",
        "PATH|URL"
    );
    private readonly Option<string[]> _images = Repeatable(
        "--images",
        "A list with a reference on each line, # for comments: a file, an http(s) address, or - (repeatable).",
        "FILE|URL"
    );
    private readonly Option<string[]> _compose = Repeatable("--compose", "A compose file with its .env (repeatable).", "FILE|URL");
    private readonly Option<string[]> _cluster = Repeatable(
        "--from-cluster",
        "What runs in a cluster today, digests included: the output of 'kubectl get pods -A -o json' (repeatable).",
        "FILE|-"
    );

    private IReadOnlyList<(Option<string[]> Option, SourceKind Kind)> All =>
        [
            (_manifests, SourceKind.Manifests),
            (_images, SourceKind.ImageList),
            (_compose, SourceKind.Compose),
            (_cluster, SourceKind.Cluster),
        ];

    public void AddTo(Command command)
    {
        foreach (var (option, _) in All)
        {
            command.Add(option);
        }
    }

    public bool IsGiven(Invocation call) => All.Any(item => call.Has(item.Option));

    /// <summary>The first of the options that was given; null when none was.</summary>
    public string? FirstGiven(CommandResult result) =>
        All.Select(item => item.Option).FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Each as a component of its own.</summary>
    /// <exception cref="UserError">A file is not there.</exception>
    public IReadOnlyList<CatalogComponent> Read(Invocation call)
    {
        var requests = All.SelectMany(item => (call.Get(item.Option) ?? []).Select(place => Request(call, item.Option, item.Kind, place)))
            .ToList();
        return requests.Count(request => request.Place == SourceRequest.Input) <= 1
            ? [.. requests.Select(ChartCatalog.ComponentOf)]
            : throw UserError.Usage("Standard input can be read only once, and two options name it.");
    }

    private static SourceRequest Request(Invocation call, Option option, SourceKind kind, string place)
    {
        if (place.Length == 0)
        {
            throw UserError.Usage($"{option.Name} names nothing.");
        }

        if (
            place == SourceRequest.Input
            || (Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        )
        {
            return new SourceRequest(kind, place);
        }

        var path = call.Context.PathOf(place);
        return File.Exists(path) || (kind == SourceKind.Manifests && Directory.Exists(path))
            ? new SourceRequest(kind, path)
            : throw UserError.Usage($"There is no {(kind == SourceKind.Manifests ? "file or folder" : "file")} {place}.");
    }

    private static Option<string[]> Repeatable(string name, string description, string helpName) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = false,
        };
}
