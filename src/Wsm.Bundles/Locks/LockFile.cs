using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Bundles.Locks;

/// <summary>Reads and writes <c>bundle.json</c>, which carries a checksum of itself.</summary>
public static class LockFile
{
    public const string Name = "bundle.json";

    /// <summary>What is being downloaded; becomes <see cref="Name"/> when everything is there.</summary>
    public const string PartialName = Name + ".partial";

    /// <summary>Signatures over <see cref="Name"/>, for those who want them.</summary>
    public const string SignatureName = Name + SignatureEnding;

    public const string SignatureEnding = ".sig";

    /// <summary>What signers say of the bundle beyond its content.</summary>
    public const string StatementName = Name + StatementEnding;

    public const string StatementEnding = ".dsse";

    /// <summary>In a signed delta: signatures over the lock that it and an older bundle of archives become.</summary>
    public const string WholeArchivesSignatureName = Name + ".archives.sig";

    /// <summary>The same where the older bundle is one OCI layout.</summary>
    public const string WholeLayoutSignatureName = Name + ".oci.sig";

    public const string BlankChecksum = Scheme + "0000000000000000000000000000000000000000000000000000000000000000";

    private const string Scheme = "sha256:";

    /// <summary>Far more than any product needs, and little enough to be held in memory in every form that it takes there.</summary>
    internal const long LargestFile = 16L << 20;

    /// <summary>The largest chart or other file of a bundle beside its images.</summary>
    internal const long LargestPart = 128L << 20;

    // Written for people to read: "W&B", not "W\u0026B". The file is never put into HTML.
    private static readonly JsonTypeInfo<BundleLock> Json = Contract();

    public static byte[] Write(BundleLock bundle)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(bundle with { Checksum = BlankChecksum }, Json);
        var digits = DigitsOf(bytes);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.AsSpan(digits));
        return [.. bytes, (byte)'\n'];
    }

    /// <exception cref="UserError">There is none, or it is not one that this program can use.</exception>
    public static BundleLock Read(GuardedFolder folder, string name)
    {
        try
        {
            return ReadBytes(folder, name) is { } bytes ? ParseSound(bytes, folder.PathOf(name)) : throw NotThere(folder.Path);
        }
        catch (IOException error) when (error is not UnsafeFileException)
        {
            throw new UserError($"'{folder.PathOf(name)}' cannot be read: {error.Message}", cause: error);
        }
    }

    /// <summary>
    /// Whether a download into this folder was begun and not finished. A link, a pipe or a folder of that name is no note of one: it is
    /// read by
    /// nobody and replaced by the next.
    /// </summary>
    public static bool IsUnfinished(GuardedFolder folder) => folder.Look(PartialName).Kind == EntryKind.File;

    /// <summary>The locks that lie in a folder, the newest last: a bundle's own, and that of a download on its way.</summary>
    public static IReadOnlyList<string> NamesIn(GuardedFolder folder) =>
        [.. folder.Contains(Name) ? (string[])[Name] : [], .. IsUnfinished(folder) ? (string[])[PartialName] : []];

    /// <summary>The file as it is; null when it is not there.</summary>
    /// <exception cref="IOException">It cannot be read, or is longer than any lock.</exception>
    public static byte[]? ReadBytes(GuardedFolder folder, string name) => folder.ReadAll(name, LargestFile);

    /// <param name="place">The folder that was taken for a bundle's.</param>
    public static UserError NotThere(string place, Exception? cause = null) =>
        File.Exists(Path.Combine(place, PartialName))
            ? new($"'{place}' is not a finished bundle: its download was interrupted", RemedyKind.ResumeDownload, FailureKind.Usage, cause)
            : new(
                $"'{place}' is not a finished bundle: it has no {Name}",
                BundleSuggestion.Near(place) is { } other ? new Remedy(RemedyKind.UseBundle, other) : RemedyKind.MakeBundle,
                FailureKind.Usage,
                cause
            );

    /// <param name="path">Where the bytes are from, for messages.</param>
    /// <exception cref="UserError">They are not a lock that this program can use.</exception>
    public static BundleLock Parse(ReadOnlySpan<byte> bytes, string path)
    {
        BundleLock? bundle;
        try
        {
            bundle = JsonSerializer.Deserialize(bytes, Json);
        }
        catch (JsonException error)
        {
            throw new UserError(
                $"'{path}' is damaged or not a bundle's lock: {error.Message}",
                "Copy the file again from where the bundle was made.",
                FailureKind.Usage,
                error
            );
        }

        if (bundle is null || bundle.Format < 1)
        {
            throw new UserError($"'{path}' is not a bundle's lock", kind: FailureKind.Usage);
        }

        if (bundle.Format > BundleLock.DeltaFormat)
        {
            throw new UserError(
                $"'{path}' has format {bundle.Format}; this wsm reads up to {BundleLock.DeltaFormat}",
                $"Use the wsm that made it ({bundle.Generator}) or a newer one.",
                FailureKind.Usage
            );
        }

        return bundle;
    }

    /// <summary>A lock that makes sense.</summary>
    /// <param name="path">Where the bytes are from.</param>
    /// <exception cref="UserError">They are not a lock that this program can use.</exception>
    public static BundleLock ParseSound(ReadOnlySpan<byte> bytes, string path)
    {
        var bundle = Parse(bytes, path);
        try
        {
            LockCheck.Require(bundle);
            return bundle;
        }
        catch (FormatException error)
        {
            throw new UserError(
                $"'{path}' is malformed: {error.Message}",
                "Copy the file again from where the bundle was made.",
                FailureKind.Usage,
                error
            );
        }
    }

    /// <summary>Whether the bytes are as they were written: the checksum inside fits them.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty || file[^1] != '\n')
        {
            return false;
        }

        var bytes = file[..^1].ToArray();
        var digits = DigitsOf(bytes);
        if (digits < 0)
        {
            return false;
        }

        var claimed = Encoding.ASCII.GetString(bytes, digits, 64);
        bytes.AsSpan(digits, 64).Fill((byte)'0');
        return claimed == Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static int DigitsOf(ReadOnlySpan<byte> bytes)
    {
        var property = bytes.LastIndexOf("\"checksum\": \"sha256:"u8);
        return property < 0 || property + 20 + 64 > bytes.Length ? -1 : property + 20;
    }

    /// <summary>What may be null is not written when it is, so it need not be there to be read.</summary>
    private static JsonTypeInfo<BundleLock> Contract()
    {
        var options = ReadableJson.Like(LockJson.Default.Options);
        options.TypeInfoResolver = LockJson.Default.WithAddedModifier(type =>
        {
            foreach (var property in type.Properties.Where(property => property is { IsRequired: true, IsGetNullable: true }))
            {
                property.IsRequired = false;
            }
        });
        return (JsonTypeInfo<BundleLock>)options.GetTypeInfo(typeof(BundleLock));
    }
}
