using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Pruning;

/// <summary>Names and digests that a registry must keep.</summary>
public sealed class KeptContent
{
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
        var file = Directory.Exists(path) ? Path.Combine(path, RelocationFile.FileName) : path;
        try
        {
            return File.Exists(file)
                ? RelocationFile.Parse(File.ReadAllText(file))
                : throw UserError.Usage($"There is no {file}.", RemedyKind.RecordPush);
        }
        catch (JsonException malformed)
        {
            throw new UserError(
                $"{file} is not the record of a push: {malformed.Message}",
                RemedyKind.RecordPush,
                FailureKind.Usage,
                malformed
            );
        }
    }
}
