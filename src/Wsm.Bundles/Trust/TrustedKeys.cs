namespace Wsm.Bundles.Trust;

/// <summary>The keys that folders, files and lists name.</summary>
/// <param name="Keys">Whose signatures count.</param>
/// <param name="Barred">Whose do not, by a list.</param>
/// <param name="HasList">There is a list: a signature is demanded although it may name no key that counts now.</param>
public sealed record TrustedKeys(IReadOnlyList<TrustedKey> Keys, IReadOnlyList<BarredKey> Barred, bool HasList)
{
    public static TrustedKeys None { get; } = new([], [], HasList: false);

    /// <summary>All of them together; a key that one list revokes counts nowhere.</summary>
    public static TrustedKeys Of(IEnumerable<TrustedKeys> all)
    {
        var parts = all.ToList();
        var barred = parts.SelectMany(part => part.Barred).ToList();
        var revoked = barred.Where(bar => bar.IsRevoked).Select(bar => bar.Key.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return new TrustedKeys(
            [.. parts.SelectMany(part => part.Keys).Where(key => !revoked.Contains(key.Fingerprint))],
            barred,
            parts.Exists(part => part.HasList)
        );
    }
}

/// <summary>A key whose signatures do not count, or not now.</summary>
/// <param name="Why">The end of a sentence that begins with the key: <c>was revoked on 2026-11-01</c>.</param>
public sealed record BarredKey(TrustedKey Key, string Why, bool IsRevoked);
