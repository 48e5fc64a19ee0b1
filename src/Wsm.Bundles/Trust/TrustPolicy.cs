using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>Whose signatures a bundle must carry to be used.</summary>
/// <param name="Keys">None, and no list: nothing is required.</param>
/// <param name="Signers">How many different keys must have signed.</param>
public sealed record TrustPolicy(TrustedKeys Keys, int Signers = 1)
{
    public bool IsRequired => Keys.HasList || Keys.Keys.Count > 0;

    /// <summary>Does nothing where nothing is required.</summary>
    /// <param name="bundle">The bundle as the person knows it.</param>
    /// <param name="signatures">What lies beside the lock.</param>
    /// <exception cref="UserError">The signatures required are not there; exit code 3.</exception>
    public Vouching Require(string bundle, ReadOnlyMemory<byte> lockBytes, LockSignatures signatures)
    {
        if (!IsRequired)
        {
            return Vouching.Nobody;
        }

        if (signatures.Plain is not { } file)
        {
            throw Refuse(
                $"The bundle '{bundle}' is not signed: it has no {SignatureFile.Name}, and a signature by {Tried} is required.",
                RemedyKind.SignBundle
            );
        }

        var plain = SignatureFile.Parse(file.Span);
        if (plain.Count == 0)
        {
            throw Refuse(
                $"{SignatureFile.Name} of the bundle '{bundle}' holds no signature, and one by {Tried} is required.",
                "Copy the file again from where the bundle was signed."
            );
        }

        var barred = Keys.Barred.FirstOrDefault(bar => plain.Any(signature => bar.Key.Verifies(lockBytes.Span, signature)));
        IReadOnlyList<TrustedKey> all = [.. Keys.Keys.Where(key => plain.Any(signature => key.Verifies(lockBytes.Span, signature)))];
        var locked = all.Any(key => !key.Scope.IsEverything) ? LockFile.Parse(lockBytes.Span, bundle) : null;
        var signers = all.Where(key => locked is null || key.Scope.Covers(locked)).DistinctBy(key => key.Fingerprint).ToList();
        if (all.Count > 0 && signers.Count == 0)
        {
            throw Refuse(
                $"The bundle '{bundle}' is of the product '{locked!.Name}' for {string.Join(" and ", locked.Platforms)}, and the keys that "
                    + $"signed it count for others alone: {string.Join(", ", all.Select(key => $"{key} for {key.Scope}"))}.",
                "The trust folder says what a key counts for; whoever signed this bundle may not have meant it for you."
            );
        }

        if (signers.Count < Signers && barred is not null)
        {
            throw Refuse(
                $"The bundle '{bundle}' is signed by {barred.Key}, which {barred.Why}.",
                "Ask for a bundle that was signed with a key that counts; what an old key signed can be signed anew."
            );
        }

        if (signers.Count >= Signers)
        {
            var statement = StatementOf(bundle, lockBytes, signatures);
            IReadOnlyList<TrustedKey> saidBy = statement is { } said ? [.. signers.Where(said.Envelope.IsSignedBy)] : [];
            return statement is null || saidBy.Count > 0
                ? new Vouching(signers, statement?.Statement, saidBy)
                : throw Refuse(
                    $"{StatementFile.Name} of the bundle '{bundle}' is not signed by {string.Join(" or ", signers)}, who signed the bundle: it "
                        + "was changed, or is somebody else's.",
                    RemedyKind.SignAgain
                );
        }

        if (signers.Count > 0)
        {
            throw Refuse(
                $"The bundle '{bundle}' is signed by {string.Join(" and ", signers)} alone; {Signers} different signers are "
                    + $"required, out of {Tried}.",
                RemedyKind.SignByAnother
            );
        }

        throw LockFile.IsIntact(lockBytes.Span)
            ? Refuse(
                $"No signature of the bundle '{bundle}' is by {Tried} over its {LockFile.Name}: it was signed with another key, or the "
                    + "lock was replaced after signing.",
                "Do not use it before you know which; ask who signed it for the fingerprint of the key."
            )
            : Refuse(
                $"{LockFile.Name} of the bundle '{bundle}' was changed after it was signed: its own checksum does not fit, and neither "
                    + $"does a signature by {Tried}.",
                "Copy the file again from where the bundle was signed; whatever changed it may have changed more."
            );
    }

    /// <summary>What is said of this very lock, by whomever; null where nothing is.</summary>
    private static (DsseEnvelope Envelope, SignedStatement Statement)? StatementOf(
        string bundle,
        ReadOnlyMemory<byte> lockBytes,
        LockSignatures signatures
    )
    {
        if (signatures.Statement is not { } file)
        {
            return null;
        }

        return StatementFile.TryParse(file.Span) is { } found && found.Statement.Locks.Contains(Digest.Of(lockBytes.Span))
            ? found
            : throw Refuse(
                $"{StatementFile.Name} of the bundle '{bundle}' is damaged, or about another bundle.",
                "Copy the file again from where the bundle was signed."
            );
    }

    private string Tried => Keys.Keys.Count == 0 ? "a key of the list, where none counts now," : string.Join(" or ", Keys.Keys);

    private static UserError Refuse(string message, string hint) => new(message, hint, FailureKind.Incomplete);

    private static UserError Refuse(string message, RemedyKind remedy) => new(message, remedy, FailureKind.Incomplete);
}
