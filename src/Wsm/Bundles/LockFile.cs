using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wsm.Bundles;

/// <summary>Reads and writes <c>bundle.json</c>, which carries a checksum of itself.</summary>
internal static class LockFile
{
    public const string Name = "bundle.json";

    /// <summary>What is being downloaded; becomes <see cref="Name"/> when everything is there.</summary>
    public const string PartialName = Name + ".partial";

    /// <summary>Signatures over <see cref="Name"/>, for those who want them.</summary>
    public const string SignatureName = Name + ".sig";

    /// <summary>In a signed delta: signatures over the lock that it and an older bundle of archives become.</summary>
    public const string WholeArchivesSignatureName = Name + ".archives.sig";

    /// <summary>The same where the older bundle is one OCI layout.</summary>
    public const string WholeLayoutSignatureName = Name + ".oci.sig";

    public const string BlankChecksum = Scheme + "0000000000000000000000000000000000000000000000000000000000000000";

    private const string Scheme = "sha256:";
    internal const long LargestFile = 256L << 20;

    // Written for people to read: "W&B", not "W\u0026B". The file is never put into HTML.
    private static readonly LockJson Json = new(
        new JsonSerializerOptions(LockJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public static byte[] Write(BundleLock bundle)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(bundle with { Checksum = BlankChecksum }, Json.BundleLock);
        var digits = DigitsOf(bytes);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.AsSpan(digits));
        return [.. bytes, (byte)'\n'];
    }

    /// <exception cref="UserError">There is none, or it is not one that this program can use.</exception>
    public static BundleLock Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length > LargestFile)
                throw new UserError($"'{path}' is {file.Length} bytes long; no bundle's lock is so large");
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotThere(Path.GetDirectoryName(path)!, error);
        }
    }

    /// <param name="place">The folder that was taken for a bundle's.</param>
    public static UserError NotThere(string place, Exception? cause = null) =>
        File.Exists(Path.Combine(place, PartialName))
            ? new(
                $"'{place}' is not a finished bundle: its download was interrupted",
                "The same 'wsm download' goes on where it stopped; 'wsm' alone tells how far it came.",
                ExitCode.Usage,
                cause
            )
            : new(
                $"'{place}' is not a finished bundle: it has no {Name}",
                StrayBundle.Near(place) is { } other
                    ? $"There is one in '{other}'; --bundle names it."
                    : "'wsm download' makes one, where there is internet; --bundle names one that is elsewhere.",
                ExitCode.Usage,
                cause
            );

    /// <param name="path">Where the bytes are from, for messages.</param>
    /// <exception cref="UserError">They are not a lock that this program can use.</exception>
    public static BundleLock Parse(ReadOnlySpan<byte> bytes, string path)
    {
        BundleLock? bundle;
        try
        {
            bundle = JsonSerializer.Deserialize(bytes, Json.BundleLock);
        }
        catch (JsonException error)
        {
            throw new UserError(
                $"'{path}' is damaged or not a bundle's lock: {error.Message}",
                "Bring the file again from where the bundle was made.",
                ExitCode.Usage,
                error
            );
        }

        if (bundle is null || bundle.Format < 1)
            throw new UserError($"'{path}' is not a bundle's lock", exitCode: ExitCode.Usage);
        if (bundle.Format > BundleLock.DeltaFormat)
        {
            throw new UserError(
                $"'{path}' has format {bundle.Format}; this wsm reads up to {BundleLock.DeltaFormat}",
                $"Use the wsm that made it ({bundle.Generator}) or a newer one.",
                ExitCode.Usage
            );
        }

        return bundle;
    }

    /// <summary>Whether the bytes are as they were written: the checksum inside fits them.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty || file[^1] != '\n')
            return false;
        var bytes = file[..^1].ToArray();
        var digits = DigitsOf(bytes);
        if (digits < 0)
            return false;
        var claimed = Encoding.ASCII.GetString(bytes, digits, 64);
        bytes.AsSpan(digits, 64).Fill((byte)'0');
        return claimed == Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static int DigitsOf(ReadOnlySpan<byte> bytes)
    {
        var property = bytes.LastIndexOf("\"checksum\": \"sha256:"u8);
        return property < 0 || property + 20 + 64 > bytes.Length ? -1 : property + 20;
    }
}
