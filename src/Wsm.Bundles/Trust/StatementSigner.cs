using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>Says and signs what the lock of a bundle cannot say: <see cref="SignedStatement"/>.</summary>
internal static class StatementSigner
{
    /// <param name="locks">What is signed for: the lock, and what a delta becomes.</param>
    /// <param name="alone">What others signed is dropped.</param>
    /// <exception cref="UserError">Others have signed something else about this very bundle.</exception>
    public static (SignedStatement Statement, bool Changed) Sign(
        GuardedFolder folder,
        string product,
        IReadOnlyList<Digest> locks,
        SigningKey key,
        bool alone,
        StatementOrder order
    )
    {
        var before = folder.ReadAll(StatementFile.Name, LockFile.LargestFile) is { } file ? StatementFile.TryParse(file) : null;
        var own = before is { } known && known.Envelope.IsSignedBy(key.Counterpart) ? before : null;
        if (!alone && before is { } said && said.Statement.Locks.SequenceEqual(locks))
        {
            var isOnlyOwn = own is not null && said.Envelope.Signatures.Count == 1;
            if (order.IsExplicit && !isOnlyOwn)
            {
                throw new UserError(
                    $"Others have signed about this bundle: {said.Statement}; one bundle has one serial and one end",
                    RemedyKind.AgreeOrSignAlone,
                    FailureKind.Usage
                );
            }

            if (!order.IsExplicit)
            {
                return own is null
                    ? (Write(folder, said.Envelope, key, said.Envelope.Signatures, said.Statement), true)
                    : (said.Statement, false);
            }
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(order.Now.ToUnixTimeSeconds());
        var statement = new SignedStatement(
            product,
            // A clock that was set back makes no bundle older than the one before.
            order.Serial
                ?? Math.Max(now.ToUnixTimeSeconds(), own is { } last ? last.Statement.Serial + 1 : 0),
            now,
            order.ExpiresAfter is { } length ? now + length : null,
            locks
        );
        return (Write(folder, new DsseEnvelope(DsseEnvelope.InToto, statement.ToPayload(), []), key, [], statement), true);
    }

    private static SignedStatement Write(
        GuardedFolder folder,
        DsseEnvelope envelope,
        SigningKey key,
        IReadOnlyList<DsseEnvelope.Signed> others,
        SignedStatement statement
    )
    {
        var signature = new DsseEnvelope.Signed(key.Sign(envelope.SignedBytes())) { Keyid = "" };
        AtomicFile.Write(folder, StatementFile.Name, StatementFile.Write(envelope with { Signatures = [.. others, signature] }));
        return statement;
    }
}
