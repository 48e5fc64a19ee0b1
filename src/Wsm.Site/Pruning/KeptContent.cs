using System.Text;
using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Pruning;

/// <summary>Names and digests that a registry must keep.</summary>
public sealed class KeptContent
{
    /// <summary>Far more than the note of any push.</summary>
    private const long LargestFile = 64L << 20;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _digests = new(StringComparer.Ordinal);

    public bool Names(string target) => _names.Contains(target);

    /// <summary>By a lock, at any depth.</summary>
    public bool Holds(string digest) => _digests.Contains(digest);

    /// <summary>Everything that a bundle consists of, and where it was pushed to.</summary>
    public void AddBundle(Bundle bundle)
    {
        foreach (var image in bundle.Lock.Images)
        {
            _digests.UnionWith(
                image.Contents.Select(content => content.Digest).Append(image.SourceDigest).Select(digest => digest.ToString())
            );
        }
    }

    public void Add(RelocationFile relocation)
    {
        _names.UnionWith(relocation.Images.Select(image => image.Push));
        _digests.UnionWith(relocation.Images.Select(image => image.Digest));
    }

    /// <summary>The record of a push.</summary>
    /// <param name="path">The file, or the bundle's folder that holds it.</param>
    /// <exception cref="UserError">There is none, or it is no such file.</exception>
    public static RelocationFile Read(string path)
    {
        var isFolder = Directory.Exists(path);
        var file = isFolder ? Path.Combine(path, RelocationFile.FileName) : path;
        try
        {
            var bytes =
                isFolder ? new GuardedFolder(path).ReadAll(RelocationFile.FileName, LargestFile)
                : File.Exists(path) ? RegularFile.ReadAll(path, LargestFile)
                : null;
            return bytes is null
                ? throw UserError.Usage($"There is no {file}.", RemedyKind.RecordPush)
                : RelocationFile.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{file} is not the record of a push: {wrong.Message}", RemedyKind.RecordPush, FailureKind.Usage, wrong);
        }
    }
}
