namespace Wsm.Trust;

/// <summary>A folder of public keys: every <c>*.pem</c> and <c>*.pub</c> in it counts.</summary>
internal static class TrustFolder
{
    private static readonly string[] Endings = [".pem", ".pub"];

    /// <summary>Folders whose keys are demanded of every bundle that is used on this machine, or by this user, when no others are named.</summary>
    public static IEnumerable<string> Standard(WsmContext context)
    {
        if (context.SystemConfiguration is { } system)
            yield return Path.Combine(system, "wsm", "trust");
        if (context.Variable("XDG_CONFIG_HOME") is { } configuration && Path.IsPathRooted(configuration))
            yield return Path.Combine(configuration, "wsm", "trust");
        else if (context.Variable("HOME") is { } home)
            yield return Path.Combine(home, ".config", "wsm", "trust");
    }

    /// <param name="shown">The folder as the person wrote it.</param>
    /// <exception cref="UserError">The folder cannot be read, or a file in it is no public key: a key that silently does not count would be worse.</exception>
    public static IReadOnlyList<TrustedKey> Read(string folder, string shown)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant()))
                    .Order(StringComparer.Ordinal)
                    .Select(file => PublicKeyFile.Read(file, Path.Combine(shown, Path.GetFileName(file)))),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            throw UserError.Usage($"There is no folder {shown} with trusted keys.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                $"The folder {shown} with trusted keys cannot be read: {error.Message}",
                exitCode: ExitCode.Usage,
                cause: error
            );
        }
    }
}
