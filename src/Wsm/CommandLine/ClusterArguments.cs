using System.CommandLine;
using Wsm.Helm.Rendering.Objects;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options that say for which cluster charts are rendered, named as helm's.</summary>
internal sealed class ClusterArguments
{
    private readonly Option<string?> _kubeVersion = new("--kube-version")
    {
        Description = $"The Kubernetes version that templates are told (default: {KubeVersion.Default.Version}).",
        HelpName = "VERSION",
    };
    private readonly Option<string[]> _apiVersions = new("--api-versions", "-a")
    {
        Description = "API versions that the cluster has besides the usual ones (repeatable, or with commas).",
        HelpName = "VERSION",
    };

    private readonly Option<string[]> _facts = new("--cluster-facts")
    {
        Description =
            "The cluster's version and APIs, by 'wsm inventory --cluster', or as 'kubectl version -o json' and 'kubectl api-versions' (or "
            + "api-resources) printed them there (repeatable).",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command)
    {
        command.Add(_facts);
        command.Add(_kubeVersion);
        command.Add(_apiVersions);
    }

    /// <exception cref="UserError">The version is none.</exception>
    public ClusterFacts Read(Invocation call)
    {
        var facts = (call.Get(_facts) ?? []).Select(file => ReadFacts(call, file)).ToList();
        var version = call.Get(_kubeVersion) ?? facts.Select(known => known.KubeVersion).LastOrDefault(known => known is not null);
        return version is null || KubeVersion.TryParse(version, out _)
            ? new ClusterFacts(
                version,
                [
                    .. facts
                        .SelectMany(known => known.ApiVersions)
                        .Concat((call.Get(_apiVersions) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries)))
                        .Distinct(),
                ]
            )
            : throw UserError.Usage($"'{version}' is not a Kubernetes version.", "It is written as in 1.31.4.");
    }

    private static ClusterFacts ReadFacts(Invocation call, string file)
    {
        var path = call.Context.PathOf(file);
        return File.Exists(path)
            ? ClusterFactsReader.Read(File.ReadAllText(path), file)
            : throw UserError.Usage($"There is no file {file} with facts of a cluster.");
    }
}
