namespace Wsm.Oci.Credentials;

/// <summary>Where docker and podman keep credentials.</summary>
internal static class CredentialFiles
{
    /// <summary>In the order they are asked, whether they exist or not.</summary>
    public static IReadOnlyList<CredentialFile> Locate(EnvironmentVariables environment)
    {
        var files = new List<CredentialFile>();
        if (environment["REGISTRY_AUTH_FILE"] is { } given)
        {
            files.Add(new CredentialFile(given, forContainers: true));
        }

        if (environment["XDG_RUNTIME_DIR"] is { } runtime)
        {
            files.Add(new CredentialFile(Path.Combine(runtime, "containers", "auth.json"), forContainers: true));
        }

        var home = environment.HomeDirectory;
        if ((environment["XDG_CONFIG_HOME"] ?? Under(home, ".config")) is { } config)
        {
            files.Add(new CredentialFile(Path.Combine(config, "containers", "auth.json"), forContainers: true));
        }

        if ((environment["DOCKER_CONFIG"] ?? Under(home, ".docker")) is { } docker)
        {
            files.Add(new CredentialFile(Path.Combine(docker, "config.json"), forContainers: false));
        }

        return files;
    }

    private static string? Under(string? home, string folder) => home is null ? null : Path.Combine(home, folder);
}
