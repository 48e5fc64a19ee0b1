using System.Buffers.Text;
using System.Text;
using Wsm.Bundles.Locks;

namespace Wsm.Bundles.Trust;

/// <summary>
/// <c>bundle.json.sig</c>: signatures over the exact bytes of <c>bundle.json</c>, one a line, in base64. With a single line it is what
/// <c>cosign verify-blob --signature</c> reads.
/// </summary>
public static class SignatureFile
{
    public const string Name = LockFile.SignatureName;

    /// <summary>More than any bundle has signers; each costs a check by every key.</summary>
    internal const int MostSignatures = 64;

    /// <summary>What is in the file; a line that is no base64 is left out.</summary>
    public static IReadOnlyList<byte[]> Parse(ReadOnlySpan<byte> file)
    {
        var signatures = new List<byte[]>();
        foreach (var range in file.Split((byte)'\n'))
        {
            var line = file[range].Trim(" \r\t"u8);
            if (line.IsEmpty || signatures.Count == MostSignatures)
            {
                continue;
            }

            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(line.Length)];
            if (Base64.DecodeFromUtf8(line, bytes, out _, out var length) == System.Buffers.OperationStatus.Done)
            {
                signatures.Add(bytes[..length]);
            }
        }

        return signatures;
    }

    public static byte[] Write(IEnumerable<byte[]> signatures) =>
        Encoding.ASCII.GetBytes(string.Concat(signatures.Select(signature => Convert.ToBase64String(signature) + "\n")));
}
