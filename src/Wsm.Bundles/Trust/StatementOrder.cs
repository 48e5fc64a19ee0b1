namespace Wsm.Bundles.Trust;

/// <summary>What a signer wants to say of a bundle beyond its content.</summary>
public sealed record StatementOrder
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Null for the time of signing, in seconds since 1970, or one more than the signer's last.</summary>
    public long? Serial { get; init; }

    /// <summary>For how long the bundle is to be used; null for ever.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Whether something is to be said anew, whatever was said before.</summary>
    internal bool IsExplicit => Serial is not null || ExpiresAfter is not null;
}
