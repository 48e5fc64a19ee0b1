using Wsm.Helm.Data.Yaml;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Configuration;

/// <summary>One kubeconfig file.</summary>
internal sealed class ConfigFile
{
    private const int LargestFile = 16 * 1024 * 1024;
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    private readonly ConfigFields _root;

    private ConfigFile(ConfigFields root) => _root = root;

    public string? CurrentContext => _root.Text("current-context");

    /// <exception cref="KubeConfigException">It cannot be read, or is no YAML.</exception>
    public static ConfigFile Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw KubeConfigException.Malformed($"{path} is too large for a kubeconfig");
            }

            return new ConfigFile(new ConfigFields(YamlReader.ReadMap(File.ReadAllText(path)), path, ""));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or YamlException)
        {
            throw KubeConfigException.Malformed($"the kubeconfig {path} cannot be read: {error.Message}", error);
        }
    }

    public IEnumerable<KeyValuePair<string, ClusterEntry>> Clusters() => Entries("clusters", "cluster", ReadCluster);

    public IEnumerable<KeyValuePair<string, UserEntry>> Users() => Entries("users", "user", ReadUser);

    public IEnumerable<KeyValuePair<string, ContextEntry>> Contexts() =>
        Entries("contexts", "context", context => new ContextEntry(
            context.Text("cluster"),
            context.Text("user"),
            context.Text("namespace")
        ));

    private IEnumerable<KeyValuePair<string, T>> Entries<T>(string list, string part, Func<ConfigFields, T> read)
    {
        foreach (var entry in _root.List(list))
        {
            if (entry.Fields(part) is { } fields)
            {
                yield return new(entry.Text("name") ?? "", read(fields));
            }
        }
    }

    private static ClusterEntry ReadCluster(ConfigFields cluster) =>
        new()
        {
            Server = cluster.Text("server"),
            TlsServerName = cluster.Text("tls-server-name"),
            InsecureSkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
            CertificateAuthority = cluster.Path("certificate-authority"),
            CertificateAuthorityData = cluster.Bytes("certificate-authority-data"),
            ProxyUrl = cluster.Text("proxy-url"),
            ExecConfig = cluster
                .List("extensions")
                .FirstOrDefault(extension => extension.Text("name") == ExecExtension)
                ?.JsonOf("extension"),
        };

    private static UserEntry ReadUser(ConfigFields user) =>
        new()
        {
            ClientCertificate = user.Path("client-certificate"),
            ClientCertificateData = user.Bytes("client-certificate-data"),
            ClientKey = user.Path("client-key"),
            ClientKeyData = user.Bytes("client-key-data"),
            Token = user.Text("token"),
            TokenFile = user.Path("tokenFile"),
            Username = user.Text("username"),
            Password = user.Text("password"),
            Impersonation = ReadImpersonation(user),
            Exec = user.Fields("exec") is { } exec ? ReadExec(exec) : null,
            AuthProvider = user.Fields("auth-provider")?.Text("name"),
        };

    /// <remarks>What asks for fewer rights must never be passed over: then everything would be done with more.</remarks>
    private static Impersonation? ReadImpersonation(ConfigFields user)
    {
        var extra = user.Fields("as-user-extra") is { } fields
            ? fields.Keys.ToDictionary(key => key, fields.Texts, StringComparer.Ordinal)
            : [];
        var (uid, groups) = (user.Text("as-uid"), user.Texts("as-groups"));
        if (user.Text("as") is { } name)
        {
            return new Impersonation(name, uid, groups, extra);
        }

        return uid is null && groups.Count == 0 && extra.Count == 0
            ? null
            : throw KubeConfigException.Malformed("a user of the kubeconfig has as-uid, as-groups or as-user-extra without 'as'");
    }

    private static ExecPlugin ReadExec(ConfigFields exec)
    {
        var command = exec.Text("command") ?? throw exec.Wrong("command", "given");
        return new ExecPlugin
        {
            ApiVersion = exec.Text("apiVersion") ?? throw exec.Wrong("apiVersion", "given"),
            // A bare name is looked for in PATH; a path counts from the file's folder, as the others do.
            Command = command.Contains(Path.DirectorySeparatorChar) ? exec.Absolute(command) : command,
            Arguments = exec.Texts("args"),
            Environment =
            [
                .. exec.List("env")
                    .Select(pair => KeyValuePair.Create(pair.Text("name") ?? throw pair.Wrong("name", "given"), pair.Text("value") ?? "")),
            ],
            ProvideClusterInfo = exec.Flag("provideClusterInfo"),
            Interactive = exec.Text("interactiveMode") switch
            {
                null or "IfAvailable" => InteractiveMode.IfAvailable,
                "Never" => InteractiveMode.Never,
                "Always" => InteractiveMode.Always,
                _ => throw exec.Wrong("interactiveMode", "Never, IfAvailable or Always"),
            },
            InstallHint = exec.Text("installHint"),
        };
    }
}
