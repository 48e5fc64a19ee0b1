namespace Wsm.Bundles.Trust;

/// <summary>
/// Whose signatures count at a site, said and signed by those who answer for it. It takes the place of key files in a trust folder, as the
/// root metadata of TUF does: each list is signed by enough of the roots that the list before it names.
/// </summary>
/// <param name="Version">Grows by one with each list; the first has 1.</param>
/// <param name="Expires">From then on the list is a refusal, so that nobody can withhold the next one for ever.</param>
/// <param name="Threshold">How many different roots must sign the list, and the one after it.</param>
/// <remarks>https://theupdateframework.github.io/specification/latest/#key-management-and-migration</remarks>
public sealed record KeyList(
    long Version,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    int Threshold,
    IReadOnlyList<TrustedKey> Roots,
    IReadOnlyList<ListedKey> Keys,
    IReadOnlyList<RevokedKey> Revoked
)
{
    /// <summary>What is listed counts in its time, and what is revoked nowhere.</summary>
    public TrustedKeys At(DateTimeOffset now) =>
        new(
            [.. Keys.Where(listed => listed.IsBarred(now) is null).Select(listed => listed.Key)],
            [
                .. Keys.Where(listed => listed.IsBarred(now) is not null)
                    .Select(listed => new BarredKey(listed.Key, listed.IsBarred(now)!, IsRevoked: false)),
                .. Revoked.Select(gone => new BarredKey(gone.Key, gone.ToString(), IsRevoked: true)),
            ],
            HasList: true
        );
}

/// <summary>A key that signs bundles.</summary>
/// <param name="From">Its signatures count from then on; null for always.</param>
/// <param name="Until">Then they count no more, whenever they were made; null for never.</param>
public sealed record ListedKey(TrustedKey Key, DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>Why it does not count at that time, as the end of a sentence; null where it does.</summary>
    internal string? IsBarred(DateTimeOffset now) =>
        From is { } start && now < start ? $"counts from {start:yyyy-MM-dd} on"
        : Until is { } end && now >= end ? $"counted until {end:yyyy-MM-dd}"
        : null;
}

/// <summary>A key whose signatures count no more, whenever they were made.</summary>
public sealed record RevokedKey(TrustedKey Key, DateTimeOffset Since, string? Reason)
{
    /// <summary>The end of a sentence: <c>was revoked on 2026-11-01 (a laptop was stolen)</c>.</summary>
    public override string ToString() => $"was revoked on {Since:yyyy-MM-dd}" + (Reason is null ? "" : $" ({Reason})");
}
