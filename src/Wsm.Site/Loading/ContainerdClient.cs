namespace Wsm.Site.Loading;

/// <summary>
/// Finds containerd's client and socket on this machine. Distributions of Kubernetes bring a containerd of their own, with a client that
/// is not in the search path.
/// </summary>
/// <param name="searchPath">The value of <c>PATH</c>.</param>
/// <param name="root">Where the file system begins: <c>/</c>.</param>
public sealed class ContainerdClient(string searchPath, string root = "/")
{
    /// <summary>
    /// RKE2 and K3s: https://docs.rke2.io/reference/cli_tools and https://docs.k3s.io/cli; k0s: https://docs.k0sproject.io/stable/runtime;
    /// MicroK8s: https://microk8s.io/docs/registry-images
    /// </summary>
    private static readonly string[] Sockets =
    [
        "run/containerd/containerd.sock",
        "run/k3s/containerd/containerd.sock",
        "run/k0s/containerd.sock",
        "var/snap/microk8s/common/run/containerd.sock",
    ];

    private static readonly (string Program, string[] Words)[] Programs =
    [
        ("ctr", []),
        ("var/lib/rancher/rke2/bin/ctr", []),
        ("k3s", ["ctr"]),
        ("usr/local/bin/k3s", ["ctr"]),
        ("k0s", ["ctr"]),
        ("usr/local/bin/k0s", ["ctr"]),
        ("snap/bin/microk8s.ctr", []),
        ("snap/microk8s/current/bin/ctr", []),
    ];

    /// <summary>The program with its first words; null where there is none.</summary>
    public IReadOnlyList<string>? FindProgram()
    {
        foreach (var (program, words) in Programs)
        {
            var file = program.Contains('/', StringComparison.Ordinal)
                ? Path.Combine(root, program)
                : searchPath
                    .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                    .Select(folder => Path.Combine(folder, program))
                    .FirstOrDefault(File.Exists);
            if (file is not null && File.Exists(file))
            {
                return [file, .. words];
            }
        }

        return null;
    }

    /// <summary>All that are there: on a machine with Docker and K3s, two.</summary>
    public IReadOnlyList<string> FindSockets() => [.. Sockets.Select(socket => Path.Combine(root, socket)).Where(File.Exists)];
}
