using System.Security.Cryptography;
using System.Text;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>
/// Keeps a copy of the newest list of keys that was used here, so that an older one, one that others signed, or none at all is told from
/// the next.
/// </summary>
/// <param name="state">The user's own folder for such things, where the trust folder cannot be written to; null where there is none.</param>
/// <param name="warn">Told what the person should know.</param>
public sealed class KeyListMemory(string? state, Action<string> warn)
{
    public const string FileName = ".wsm-keys.json";

    /// <returns>Null where none was used before.</returns>
    /// <exception cref="UserError">A copy is there and cannot be read.</exception>
    public KeyListFile? Newest(string folder) => Places(folder).Select(Read).OfType<KeyListFile>().MaxBy(file => file.List.Version);

    /// <summary>Where the copy is; null where there is none.</summary>
    public string? PlaceOf(string folder) => Places(folder).FirstOrDefault(File.Exists);

    /// <summary>From now on, older ones are refused.</summary>
    public void Remember(string folder, KeyListFile file)
    {
        foreach (var place in Places(folder))
        {
            try
            {
                AtomicFile.Write(place, file.Write(), new AtomicFileOptions { Shared = true });
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The next place will do; that there is none is said below.
            }
        }

        warn($"That this list of keys was used cannot be remembered: none of {string.Join(", ", Places(folder))} can be written.");
    }

    private IEnumerable<string> Places(string folder)
    {
        var full = Path.GetFullPath(folder);
        yield return Path.Combine(full, FileName);
        if (state is not null)
        {
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..16];
            yield return Path.Combine(state, $"keys-{name}.json");
        }
    }

    private static KeyListFile? Read(string place)
    {
        try
        {
            return KeyListFile.ReadFile(place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UserError(
                $"{place}, a copy of the newest list of keys that was used here, cannot be read: {error.Message}",
                "Until it can, a list may be older than one that was used. Repair it; without the file any list counts as the first.",
                FailureKind.Usage,
                error
            );
        }
    }
}
