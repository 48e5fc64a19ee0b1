namespace Wsm.Site.Pruning;

/// <summary>Something an earlier bundle brought and the present one does not name.</summary>
/// <param name="Name">HOST/REPOSITORY:TAG, or with a digest.</param>
/// <param name="Kept">Why it stays all the same; null where it can go.</param>
public sealed record StaleImage(string Name, string Digest, string? Kept);
