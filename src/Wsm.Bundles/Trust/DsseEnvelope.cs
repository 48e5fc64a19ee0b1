using System.Text;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Trust;

/// <summary>A payload and signatures over it and its type: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md</summary>
internal sealed record DsseEnvelope(string PayloadType, byte[] Payload, IReadOnlyList<DsseEnvelope.Signed> Signatures)
{
    /// <summary>The type of an in-toto statement.</summary>
    public const string InToto = "application/vnd.in-toto+json";

    /// <summary>The bytes that are signed, the type among them: what was signed as something else is no signature of this.</summary>
    /// <remarks>The pre-authentication encoding: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md</remarks>
    public byte[] SignedBytes() =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(PayloadType)} {PayloadType} {Payload.Length} "), .. Payload];

    /// <exception cref="FormatException">A signature is null.</exception>
    public void Require() => JsonLists.NoGaps(Signatures, "signatures");

    public bool IsSignedBy(TrustedKey key)
    {
        var signed = SignedBytes();
        return Signatures.Any(signature => key.Verifies(signed, signature.Sig));
    }

    public sealed record Signed(byte[] Sig)
    {
        /// <summary>A hint which key it is of, which nobody here needs.</summary>
        public string? Keyid { get; init; }
    }
}
