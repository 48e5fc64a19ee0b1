using System.Text.Json;
using Wsm.Bundles.Locks;

namespace Wsm.Bundles.Trust;

/// <summary>
/// <c>bundle.json.dsse</c>: a <see cref="SignedStatement"/> with its signatures, as <c>cosign verify-blob-attestation</c> reads it.
/// </summary>
internal static class StatementFile
{
    public const string Name = LockFile.StatementName;

    /// <summary>Null where it holds no statement about a bundle.</summary>
    public static (DsseEnvelope Envelope, SignedStatement Statement)? TryParse(ReadOnlySpan<byte> file)
    {
        try
        {
            if (
                JsonSerializer.Deserialize(file, StatementJson.Default.DsseEnvelope)
                is not { Signatures.Count: <= SignatureFile.MostSignatures } envelope
            )
            {
                return null;
            }

            envelope.Require();
            return SignedStatement.TryParse(envelope) is { } statement ? (envelope, statement) : null;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            // As good as none: who demands one refuses the bundle.
            return null;
        }
    }

    public static byte[] Write(DsseEnvelope envelope) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(envelope, StatementJson.Default.DsseEnvelope), (byte)'\n'];
}
