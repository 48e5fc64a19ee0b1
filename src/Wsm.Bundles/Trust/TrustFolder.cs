using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>
/// A folder of public keys: every <c>*.pem</c> and <c>*.pub</c> in it counts, and those in a folder below it for one product.
/// </summary>
public static class TrustFolder
{
    private static readonly string[] Endings = [".pem", ".pub"];

    /// <summary>
    /// Folders whose keys are demanded of every bundle that is used on this machine, or by this user, when no others are named.
    /// </summary>
    /// <param name="system">The folder with the machine's own configuration; null where there is none.</param>
    /// <param name="variable">Answers with an environment variable's value, null where it is unset.</param>
    public static IEnumerable<string> Standard(string? system, Func<string, string?> variable)
    {
        if (system is not null)
        {
            yield return Path.Combine(system, "wsm", "trust");
        }

        if (variable("XDG_CONFIG_HOME") is { } configuration && Path.IsPathRooted(configuration))
        {
            yield return Path.Combine(configuration, "wsm", "trust");
        }
        else if (variable("HOME") is { } home)
        {
            yield return Path.Combine(home, ".config", "wsm", "trust");
        }
    }

    /// <summary>
    /// As <see cref="Read"/>; none where there is no such folder, which must be certain: what cannot be looked at may hold keys.
    /// </summary>
    /// <exception cref="UserError">The folder cannot be read, or leads nowhere.</exception>
    public static IReadOnlyList<TrustedKey> ReadWhereThere(string folder)
    {
        try
        {
            for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
            {
                if (new DirectoryInfo(place).LinkTarget is { } target && !Directory.Exists(place))
                {
                    throw new IOException($"'{place}' is a link to '{target}', which leads nowhere or may not be looked at");
                }
            }

            // Unlike a question whether it is there, this tells what is not there from what may not be looked at.
            _ = File.GetAttributes(folder);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, error);
        }

        return Read(folder, folder);
    }

    /// <param name="shown">The folder as the person wrote it.</param>
    /// <exception cref="UserError">The folder cannot be read, or a file in it is no public key: a key that silently does not count would be
    /// worse.</exception>
    public static IReadOnlyList<TrustedKey> Read(string folder, string shown) => ReadKeys(folder, shown, isProducts: false);

    private static IReadOnlyList<TrustedKey> ReadKeys(string folder, string shown, bool isProducts)
    {
        try
        {
            var folders = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).ToList();
            if (isProducts && folders.Count > 0)
            {
                throw UserError.Usage(
                    $"{Path.Combine(shown, Path.GetFileName(folders[0]))} is a folder in that of a product.",
                    "Keys lie right in the folder, or in one for each product."
                );
            }

            var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToList();
            if (files.Find(file => !IsKey(file) && PemBlock.IsIn(file)) is { } misnamed)
            {
                throw UserError.Usage(
                    $"{Path.Combine(shown, Path.GetFileName(misnamed))} holds a key, and would not count by its name.",
                    $"Call it *{string.Join(" or *", Endings)}, or take it out of the folder."
                );
            }

            return
            [
                .. files.Where(IsKey).Select(file => PublicKeyFile.Read(file, Path.Combine(shown, Path.GetFileName(file)))),
                .. folders.SelectMany(product => ReadProduct(product, shown)),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            throw UserError.Usage($"There is no folder {shown} with trusted keys.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(shown, error);
        }
    }

    /// <summary>Keys in a folder of a product's name count for bundles of that name alone.</summary>
    private static IEnumerable<TrustedKey> ReadProduct(string folder, string shown)
    {
        var product = Path.GetFileName(folder);
        return ReadKeys(folder, Path.Combine(shown, product), isProducts: true).Select(key => key.For(product));
    }

    private static bool IsKey(string file) => Endings.Contains(Path.GetExtension(file).ToLowerInvariant());

    private static UserError Unreadable(string shown, Exception cause) =>
        new(
            $"The folder {shown} with trusted keys cannot be read: {cause.Message}",
            "Until it can, no bundle is used: whose signatures must be there is not known. $WSM_TRUST or --trust names another folder.",
            FailureKind.Usage,
            cause
        );
}
