namespace Wsm.Bundles.Trust;

/// <summary>Who signed a bundle, and what they said of it.</summary>
/// <param name="Signers">Keys that count for it, each once.</param>
/// <param name="Statement">Null where none of them said anything beyond the content.</param>
/// <param name="SaidBy">Those of the signers who did.</param>
public sealed record Vouching(IReadOnlyList<TrustedKey> Signers, SignedStatement? Statement, IReadOnlyList<TrustedKey> SaidBy)
{
    public static Vouching Nobody { get; } = new([], null, []);
}
