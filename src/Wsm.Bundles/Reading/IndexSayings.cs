using System.Text.RegularExpressions;
using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Reading;

/// <summary>
/// What is said of images' indexes: publishers sign the index, and where one platform was chosen from it, a signature of the index is not
/// found under the tag any more.
/// </summary>
public static partial class IndexSayings
{
    /// <summary>The images of which one platform is held, with signatures or other things that belong to the whole index.</summary>
    public static IReadOnlyList<BundleImage> Orphaned(Bundle bundle)
    {
        var subjects = bundle.Images.Where(image => image.Entry.ReferrerOf is not null).Select(SubjectOf).OfType<Digest>().ToHashSet();
        return
        [
            .. bundle.Images.Where(image => image.Entry.SourceDigest != image.Entry.Digest && subjects.Contains(image.Entry.SourceDigest)),
        ];
    }

    private static Digest? SubjectOf(BundleImage referrer)
    {
        if (referrer.Reference.Tag is { } tag && CosignTag().Match(tag) is { Success: true } match)
        {
            return Digest.TryParse($"{match.Groups["algorithm"].Value}:{match.Groups["hex"].Value}", out var signed) ? signed : null;
        }

        try
        {
            var manifest = referrer.ReadManifest(referrer.Root);
            return manifest.IsIndex ? null : manifest.AsImage().Subject?.Digest;
        }
        catch (Exception unreadable) when (unreadable is ContentException or ManifestException)
        {
            // Whoever moves or verifies the bundle says so; here it only means that nothing more is known.
            return null;
        }
    }

    [GeneratedRegex(
        @"^(?<algorithm>sha256|sha512)-(?<hex>[0-9a-f]+)\.(sig|att|sbom)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex CosignTag();
}
