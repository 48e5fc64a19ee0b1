using System.Security.Cryptography;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>One block of a PEM file: <c>-----BEGIN LABEL-----</c> and what it holds.</summary>
internal sealed record PemBlock(string Label, byte[] Bytes)
{
    private const int LargestFile = 64 * 1024;

    /// <summary>The file's blocks in order; none where it is no PEM.</summary>
    /// <exception cref="UserError">The file is not there, cannot be read, or is too large for a key.</exception>
    public static IReadOnlyList<PemBlock> ReadFile(string path, string shown) => Read(ReadText(path, shown), shown);

    /// <inheritdoc cref="ReadFile"/>
    /// <param name="text">What the file holds.</param>
    public static IReadOnlyList<PemBlock> Read(string text, string shown)
    {
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw UserError.Usage(
                $"The key {shown} is encrypted the old way of openssl, which wsm does not read.",
                $"Convert it: openssl pkcs8 -topk8 -in {shown} -out NEW.pem"
            );
        }

        return [.. Blocks(text)];
    }

    /// <summary>Whether a file looks as if it were meant to be a public key.</summary>
    public static bool IsIn(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 and <= LargestFile })
        {
            return false;
        }

        return File.ReadAllText(path).Contains("-----BEGIN PUBLIC KEY-----", StringComparison.Ordinal);
    }

    private static string ReadText(string path, string shown)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw UserError.Usage($"{shown} is too large to be a key.");
            }

            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw UserError.Usage($"There is no key file {shown}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The key file {shown} cannot be read: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }

    private static IEnumerable<PemBlock> Blocks(string text)
    {
        for (var rest = text; PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            yield return new PemBlock(rest[fields.Label], Convert.FromBase64String(rest[fields.Base64Data]));
        }
    }
}
