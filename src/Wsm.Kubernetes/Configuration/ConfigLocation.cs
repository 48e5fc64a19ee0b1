using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Configuration;

/// <summary>Which files kubectl would read.</summary>
internal static class ConfigLocation
{
    private const string Variable = "KUBECONFIG";

    /// <summary>Absolute paths of files that are there, in the order in which they count.</summary>
    /// <exception cref="KubeConfigException">The file that the person named is not there.</exception>
    public static IReadOnlyList<string> FilesOf(AccessOptions options)
    {
        if (options.KubeConfig is { } named)
        {
            return File.Exists(named)
                ? [named]
                : throw new KubeConfigException(KubeConfigProblem.Missing, $"there is no kubeconfig {named}");
        }

        return [.. Candidates(options).Where(File.Exists).Distinct(StringComparer.Ordinal)];
    }

    public static string NothingAt(AccessOptions options) =>
        Candidates(options).ToList() is { Count: > 0 } looked
            ? $"there is no kubeconfig at {string.Join(" or ", looked)}"
            : "there is no kubeconfig, and no home folder to look for one in";

    private static IEnumerable<string> Candidates(AccessOptions options)
    {
        if (options.Environment.GetValueOrDefault(Variable) is { Length: > 0 } list)
        {
            return list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(path => Path.GetFullPath(path, options.CurrentDirectory));
        }

        var home = options.Environment.GetValueOrDefault("HOME") ?? options.Environment.GetValueOrDefault("USERPROFILE");
        return home is { Length: > 0 } ? [Path.Combine(home, ".kube", "config")] : [];
    }
}
