using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Transport;
using Wsm.Peers;

namespace Wsm.Kubernetes.Tests;

/// <summary>A home folder with a kubeconfig, and clients made from it.</summary>
internal sealed class Site : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Dictionary<string, string> Environment { get; } = new() { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")! };

    public List<string> Said { get; } = [];

    public string this[string name] => _folder[name];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    public string WriteProgram(string name, string script)
    {
        var path = Write(name, script);
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the plugins of these tests are shell scripts");
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public ClusterAccess Find(string? context = null, string? file = null) =>
        ClusterAccess.Find(
            new AccessOptions
            {
                Environment = Environment,
                CurrentDirectory = _folder.Path,
                Context = context,
                KubeConfig = file,
                ServiceAccountFolder = _folder["account"],
            }
        );

    /// <summary>A client by the kubeconfig's text.</summary>
    public ApiClient Connect(string kubeConfig, TimeProvider? time = null, string agent = "") =>
        Connect(Find(file: Write("config", kubeConfig)), time, agent);

    public ApiClient Connect(ClusterAccess access, TimeProvider? time = null, string agent = "") =>
        new(
            access,
            new ApiOptions
            {
                Environment = Environment,
                Say = Said.Add,
                UserAgent = agent,
                Time = time ?? TimeProvider.System,
            }
        );

    public void Dispose() => _folder.Dispose();
}
