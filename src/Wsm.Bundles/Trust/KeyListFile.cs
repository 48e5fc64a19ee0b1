using System.Text.Json;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary><c>keys.json</c> in a trust folder: a <see cref="KeyList"/> in a DSSE envelope, with its roots' signatures.</summary>
public sealed class KeyListFile
{
    public const string Name = "keys.json";

    /// <summary>Bytes.</summary>
    private const long LargestFile = 1 << 20;

    private const string PayloadFamily = "application/vnd.wsm.keys.";
    private const string PayloadType = PayloadFamily + "v1+json";

    private readonly DsseEnvelope _envelope;

    private KeyListFile(DsseEnvelope envelope, KeyList list)
    {
        _envelope = envelope;
        List = list;
    }

    public KeyList List { get; }

    public bool IsSigned => _envelope.Signatures.Count > 0;

    /// <summary>A list that nobody has signed yet.</summary>
    public static KeyListFile Of(KeyList list)
    {
        list.Required();
        return new KeyListFile(new DsseEnvelope(PayloadType, KeyListDocument.Write(list), []), list);
    }

    /// <returns>Null where there is no file.</returns>
    /// <exception cref="FormatException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static KeyListFile? ReadFile(string path) =>
        GuardedFolder.Around(path).ReadAll(Path.GetFileName(path), LargestFile) is { } bytes ? Parse(bytes) : null;

    /// <exception cref="FormatException">It is no such file.</exception>
    public static KeyListFile Parse(ReadOnlySpan<byte> file)
    {
        try
        {
            if (
                JsonSerializer.Deserialize(file, StatementJson.Default.DsseEnvelope)
                is not { PayloadType: PayloadType, Signatures.Count: <= SignatureFile.MostSignatures } envelope
            )
            {
                throw new FormatException($"it is no envelope of the type {PayloadType}");
            }

            envelope.Require();
            return new KeyListFile(envelope, KeyListDocument.Parse(envelope.Payload));
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    public byte[] Write() => StatementFile.Write(_envelope);

    /// <summary>Whether both say the same, whoever signed them.</summary>
    public bool IsSameListAs(KeyListFile other) => _envelope.Payload.AsSpan().SequenceEqual(other._envelope.Payload);

    /// <summary>Those who signed, each once.</summary>
    public IReadOnlyList<TrustedKey> SignersAmong(IReadOnlyList<TrustedKey> keys) =>
        [.. keys.Where(_envelope.IsSignedBy).DistinctBy(key => key.Fingerprint)];

    /// <summary>The same with a signature more; the same where the key had signed.</summary>
    /// <exception cref="UserError">There are too many signatures.</exception>
    public KeyListFile SignedBy(SigningKey key)
    {
        if (_envelope.IsSignedBy(key.Counterpart))
        {
            return this;
        }

        if (_envelope.Signatures.Count == SignatureFile.MostSignatures)
        {
            throw UserError.Usage($"The list has {SignatureFile.MostSignatures} signatures, which is the most that one can have.");
        }

        var signature = new DsseEnvelope.Signed(key.Sign(_envelope.SignedBytes())) { Keyid = "" };
        return new KeyListFile(_envelope with { Signatures = [.. _envelope.Signatures, signature] }, List);
    }

    /// <summary>Whether a file looks as if it were meant to be such a list.</summary>
    internal static bool IsIn(string path) =>
        new FileInfo(path) is { Exists: true, Length: > 0 and <= LargestFile }
        && File.ReadAllText(path).Contains(PayloadFamily, StringComparison.Ordinal);
}
