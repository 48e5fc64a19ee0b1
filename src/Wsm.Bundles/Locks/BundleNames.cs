using System.Security.Cryptography;
using System.Text;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Locks;

/// <summary>Names of files in a bundle: every file system can hold them, and none leads out of the folder.</summary>
public static class BundleNames
{
    public const string Images = "images";
    public const string Charts = "charts";
    public const string Manifests = "manifests";
    public const string Spec = "spec.yaml";
    public const string Extension = ".tgz";
    public const string PartialSuffix = AtomicFile.PartialSuffix;

    /// <summary>Small files beside the lock that belong to it and that it cannot name: what signs it.</summary>
    public static IReadOnlyList<string> BesideLock { get; } =
    [LockFile.SignatureName, LockFile.StatementName, LockFile.WholeArchivesSignatureName, LockFile.WholeLayoutSignatureName];

    /// <summary>
    /// Characters, all of them ASCII; 255 is what file systems take, and there is room for endings such as ".tgz.stale.partial".
    /// </summary>
    private const int LongestName = 220;

    private static readonly string[] Reserved = ["con", "prn", "aux", "nul", "conin$", "conout$"];

    /// <summary>
    /// <c>images/docker.io/wandb/local/0.62.2.tgz</c>. No colon stays in it: a port's becomes <c>_</c>, a digest <c>sha256-…</c>.
    /// </summary>
    /// <exception cref="UserError">The reference would lead out of the bundle.</exception>
    public static string ArchiveOf(ImageReference reference)
    {
        var folders =
            reference.Registry.Replace(':', '_').Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            + "/"
            + reference.Repository;
        var digest = reference.Digest is { } pinned ? $"{pinned.Algorithm}-{pinned.Hex}" : null;
        var file = (reference.Tag, digest) switch
        {
            ({ } tag, { } hex) => $"{tag}-{hex}",
            ({ } tag, null) => tag,
            (null, var hex) => hex!,
        };
        return $"{Images}/{string.Join('/', folders.Split('/').Select(part => SafeFolder(part, reference)))}/{Shortened(SafeFile(file), reference)}{Extension}";
    }

    /// <summary>
    /// A name for each reference; where two would be one file on a file system that ignores case, both get a distinguishing ending.
    /// </summary>
    public static IReadOnlyDictionary<ImageReference, string> ArchivesOf(IEnumerable<ImageReference> references) =>
        references
            .Distinct()
            .GroupBy(ArchiveOf, StringComparer.OrdinalIgnoreCase)
            .SelectMany(same =>
                same.Count() == 1
                    ? same.Select(reference => (reference, same.Key))
                    : same.Select(reference => (reference, Distinguished(same.Key, reference)))
            )
            .ToDictionary(named => named.reference, named => named.Item2);

    /// <summary>The name itself, when it is one of a file inside the bundle's folder.</summary>
    /// <exception cref="UserError">It leads out of it.</exception>
    public static string Plain(string file)
    {
        if (file.Split('/').Any(part => part is "" or "." or ".." || part.AsSpan().ContainsAny('\\', ':', '\0')))
        {
            throw new UserError(
                $"The bundle names the file '{file}', which is not a plain path inside it",
                "The bundle was not made by wsm, or was tampered with; do not use it."
            );
        }

        return file;
    }

    private static string Distinguished(string name, ImageReference reference) =>
        $"{name[..^Extension.Length]}-{MarkOf(reference)[..8]}{Extension}";

    /// <summary>A tag and a long digest together can be more than a name of a file may have.</summary>
    private static string Shortened(string name, ImageReference reference) =>
        name.Length <= LongestName ? name : $"{name[..(LongestName - 17)]}-{MarkOf(reference)[..16]}";

    private static string MarkOf(ImageReference reference) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.Canonical)));

    private static string SafeFolder(string part, ImageReference reference)
    {
        if (part.Trim('.').Length == 0)
        {
            throw new UserError(
                $"'{reference.AsWritten}' has a part '{part}' that would lead out of the bundle's folder",
                kind: FailureKind.Usage
            );
        }

        // A repository may be called "1.0.tgz": then its folder must not take the name of an archive beside it.
        var taken =
            part.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
            || part.EndsWith(PartialSuffix, StringComparison.OrdinalIgnoreCase)
            || part.EndsWith('.');
        return SafeFile(taken ? part + "_" : part);
    }

    private static string SafeFile(string name)
    {
        var stem = name.Split('.')[0].ToLowerInvariant();
        var device =
            stem.Length == 4
            && (stem.StartsWith("com", StringComparison.Ordinal) || stem.StartsWith("lpt", StringComparison.Ordinal))
            && char.IsAsciiDigit(stem[3]);
        return device || Reserved.Contains(stem) ? "_" + name : name;
    }
}
