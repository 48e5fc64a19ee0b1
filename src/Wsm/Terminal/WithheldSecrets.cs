using Wsm.Product.Resolving;

namespace Wsm.Terminal;

/// <summary>Says which of the person's values are not kept in what travels.</summary>
internal static class WithheldSecrets
{
    /// <param name="set">Null where nothing was resolved.</param>
    /// <param name="holder">What does not keep them, for people.</param>
    public static void Say(ImageSet? set, string holder, UserConsole console)
    {
        if (set?.Secrets.ToList() is { Count: > 0 } secrets)
        {
            console.Warn(
                $"{secrets.Count} secret {(secrets.Count == 1 ? "value was" : "values were")} used to find images and "
                    + $"{(secrets.Count == 1 ? "is" : "are")} not kept in "
                    + $"{holder} ({string.Join(", ", secrets)}); give {(secrets.Count == 1 ? "it" : "them")} again to 'wsm values'."
            );
        }
    }
}
