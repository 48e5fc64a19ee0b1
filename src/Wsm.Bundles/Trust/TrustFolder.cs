using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>
/// A folder of public keys: every <c>*.pem</c> and <c>*.pub</c> in it counts, and those in a folder below it for one product; or a signed
/// list of keys (<see cref="KeyListFile"/>), which then says all that counts.
/// </summary>
/// <param name="now">This machine's clock.</param>
/// <param name="memory">Which list was used here.</param>
public sealed class TrustFolder(DateTimeOffset now, KeyListMemory memory)
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
    public TrustedKeys ReadWhereThere(string folder)
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
            return memory.PlaceOf(folder) is null ? TrustedKeys.None : throw Gone(folder, folder);
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
    public TrustedKeys Read(string folder, string shown)
    {
        var keys = ReadKeys(folder, shown, isProducts: false);
        if (ReadList(folder, shown) is not { } list)
        {
            return memory.PlaceOf(folder) is null ? new TrustedKeys(keys, [], HasList: false) : throw Gone(folder, shown);
        }

        return keys.Count == 0
            ? list.At(now > list.Issued ? now : list.Issued)
            : throw UserError.Usage(
                $"{keys[0].Name} lies beside {Path.Combine(shown, KeyListFile.Name)}, which says which keys count.",
                "Put it into the list, or take it out of the folder."
            );
    }

    /// <summary>What the folder's list revokes, which holds for keys that were named otherwise too; none where there is no list.</summary>
    /// <exception cref="UserError">There is a list, or was one, and it is not to be obeyed.</exception>
    public TrustedKeys ReadRevoked(string folder) =>
        new FileInfo(Path.Combine(folder, KeyListFile.Name)) is { Exists: true } or { LinkTarget: not null }
        || memory.PlaceOf(folder) is not null
            ? new TrustedKeys([], [.. ReadWhereThere(folder).Barred.Where(bar => bar.IsRevoked)], HasList: false)
            : TrustedKeys.None;

    private KeyList? ReadList(string folder, string shown)
    {
        var path = Path.Combine(folder, KeyListFile.Name);
        var named = Path.Combine(shown, KeyListFile.Name);
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) == KeyListFile.Name))
            {
                return null;
            }

            // A folder that a cluster mounts has links to its files.
            var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var file = KeyListFile.ReadFile(real) ?? throw new IOException("it is a link that leads nowhere");
            var before = memory.Newest(folder);
            KeyListRules.Accept(file, named, before, now);
            if (before is null || before.List.Version < file.List.Version)
            {
                memory.Remember(folder, file);
            }

            return file.List;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UserError(
                $"The list of keys {named} cannot be read: {error.Message}",
                "Until it can, no bundle is used: whose signatures must be there is not known. Put it there again.",
                FailureKind.Usage,
                error
            );
        }
    }

    private UserError Gone(string folder, string shown) =>
        new(
            $"A list of keys was used here, and {Path.Combine(shown, KeyListFile.Name)} is gone.",
            $"Put it there again. If there is to be none any more, remove {memory.PlaceOf(folder)}, which remembers it.",
            FailureKind.Usage
        );

    private static IReadOnlyList<TrustedKey> ReadKeys(string folder, string shown, bool isProducts)
    {
        try
        {
            // What begins with two dots is how a cluster keeps the versions of a mounted folder; no product is called so.
            var folders = Directory
                .EnumerateDirectories(folder)
                .Where(below => !Path.GetFileName(below).StartsWith("..", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .ToList();
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

            if (files.Find(file => IsMisplacedList(file, isProducts)) is { } list)
            {
                throw UserError.Usage(
                    $"{Path.Combine(shown, Path.GetFileName(list))} is a list of keys, and would not count there.",
                    $"Call it {KeyListFile.Name}, right in the trust folder, or take it out."
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
        return ReadKeys(folder, Path.Combine(shown, product), isProducts: true).Select(key => key.With(new KeyScope([product], [])));
    }

    private static bool IsMisplacedList(string file, bool isProducts) =>
        Path.GetFileName(file) != KeyListMemory.FileName
        && (isProducts || Path.GetFileName(file) != KeyListFile.Name)
        && KeyListFile.IsIn(file);

    private static bool IsKey(string file) => Endings.Contains(Path.GetExtension(file).ToLowerInvariant());

    private static UserError Unreadable(string shown, Exception cause) =>
        new(
            $"The folder {shown} with trusted keys cannot be read: {cause.Message}",
            "Until it can, no bundle is used: whose signatures must be there is not known. $WSM_TRUST or --trust names another folder.",
            FailureKind.Usage,
            cause
        );
}
