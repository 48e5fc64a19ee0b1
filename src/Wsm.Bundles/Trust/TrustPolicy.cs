using Wsm.Bundles.Locks;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>Whose signatures a bundle must carry to be used.</summary>
/// <param name="Keys">None: nothing is required.</param>
/// <param name="Signers">How many different keys must have signed.</param>
public sealed record TrustPolicy(IReadOnlyList<TrustedKey> Keys, int Signers = 1)
{
    public static TrustPolicy None { get; } = new([]);

    public bool IsRequired => Keys.Count > 0;

    /// <summary>The keys that signed these bytes.</summary>
    private IReadOnlyList<TrustedKey> SignersOf(ReadOnlyMemory<byte> lockBytes, IReadOnlyList<byte[]> signatures) =>
        [.. Keys.Where(key => signatures.Any(signature => key.Verifies(lockBytes.Span, signature)))];

    /// <summary>Does nothing where nothing is required.</summary>
    /// <param name="bundle">The bundle as the person knows it.</param>
    /// <param name="signatureFile">What <c>bundle.json.sig</c> holds; null where there is none.</param>
    /// <returns>Who signed.</returns>
    /// <exception cref="UserError">The signatures required are not there; exit code 3.</exception>
    public IReadOnlyList<TrustedKey> Require(string bundle, ReadOnlyMemory<byte> lockBytes, ReadOnlyMemory<byte>? signatureFile)
    {
        if (!IsRequired)
        {
            return [];
        }

        if (signatureFile is not { } file)
        {
            throw Refuse(
                $"The bundle '{bundle}' is not signed: it has no {SignatureFile.Name}, and a signature by {Tried} is required.",
                RemedyKind.SignBundle
            );
        }

        var signatures = SignatureFile.Parse(file.Span);
        if (signatures.Count == 0)
        {
            throw Refuse(
                $"{SignatureFile.Name} of the bundle '{bundle}' holds no signature, and one by {Tried} is required.",
                "Copy the file again from where the bundle was signed."
            );
        }

        var all = SignersOf(lockBytes, signatures);
        var product = all.Any(key => key.Product is not null) ? LockFile.Parse(lockBytes.Span, bundle).Name : null;
        var signers = all.Where(key => key.Product is null || key.Product == product).DistinctBy(key => key.Fingerprint).ToList();
        if (all.Count > 0 && signers.Count == 0)
        {
            throw Refuse(
                $"The bundle '{bundle}' is of the product '{product}', and the keys that signed it count for others alone: "
                    + $"{string.Join(", ", all.Select(key => $"{key} for '{key.Product}'"))}.",
                "A key's folder says what it counts for; whoever signed this bundle may not have meant it for you."
            );
        }

        if (signers.Count >= Signers)
        {
            return signers;
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

    private string Tried => string.Join(" or ", Keys);

    private static UserError Refuse(string message, string hint) => new(message, hint, FailureKind.Incomplete);

    private static UserError Refuse(string message, RemedyKind remedy) => new(message, remedy, FailureKind.Incomplete);
}
