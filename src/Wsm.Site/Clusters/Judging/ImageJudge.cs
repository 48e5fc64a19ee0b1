using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Site.Clusters.Observed;

namespace Wsm.Site.Clusters.Judging;

/// <summary>Compares what a cluster asks for and runs with what bundles hold: by digest first, by name second.</summary>
/// <param name="registry">Asked about images that nodes do not get; null where nobody is to be asked.</param>
public sealed class ImageJudge(KnownImages known, PushedImages? registry)
{
    private static readonly string[] PullFailures =
    [
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    ];

    /// <summary>Whether a container with this reason waits for its image.</summary>
    public static bool IsPullFailure(string reason) => PullFailures.Contains(reason);

    public async Task<IReadOnlyList<ImageFinding>> JudgeAsync(ClusterContents contents, CancellationToken cancellationToken)
    {
        var findings = new List<ImageFinding>();
        foreach (var use in contents.Uses)
        {
            findings.Add(
                use.Waiting is { } reason && IsPullFailure(reason) ? await JudgeUnpulledAsync(use, cancellationToken) : Judge(use)
            );
        }

        return findings;
    }

    private ImageFinding Judge(ContainerUse use)
    {
        if (!ImageReference.TryParse(use.Image, out var name))
        {
            return new ImageFinding(use, ImageVerdict.Unknown);
        }

        var running = ImageId.DigestOf(use.ImageId);
        var same = running is null ? null : known.FindByDigest(running);
        if (same is not null)
        {
            var ours = known.KnowsWhereImagesWent ? known.IsInside(name) : known.FindBySource(name) is null;
            return Finding(use, same, ours ? ImageVerdict.Ours : ImageVerdict.OurBytes);
        }

        if (known.FindByPull(name) is { } target)
        {
            return Finding(use, target, running is null ? ImageVerdict.Ours : ImageVerdict.Differs);
        }

        return known.FindBySource(name) is { } source
            ? Finding(use, source, ImageVerdict.PublicName)
            : new ImageFinding(use, ImageVerdict.Unknown);
    }

    private async Task<ImageFinding> JudgeUnpulledAsync(ContainerUse use, CancellationToken cancellationToken)
    {
        if (use.Waiting == "InvalidImageName" || !ImageReference.TryParse(use.Image, out var name))
        {
            return new ImageFinding(use, ImageVerdict.CannotPull) { Cause = PullCause.InvalidName };
        }

        var image = known.FindByPull(name) ?? known.FindBySource(name);
        if (image is null)
        {
            return new ImageFinding(use, ImageVerdict.CannotPull) { Cause = PullCause.NotInBundle };
        }

        var finding = Finding(use, image, ImageVerdict.CannotPull);
        if (use.Waiting == "ErrImageNeverPull")
        {
            return finding with { Cause = PullCause.NeverPull };
        }

        if (known.KnowsWhereImagesWent && known.FindByPull(name) is null)
        {
            return finding with { Cause = PullCause.PublicName };
        }

        var pushed =
            image.Relocated is { } relocated && registry is not null ? await registry.FindAsync(relocated.Push, cancellationToken) : null;
        return pushed switch
        {
            { IsThere: false } => finding with { Cause = PullCause.NotPushed },
            { Digest: { } held } when held != image.Digest => finding with { Cause = PullCause.TagDiffers, Detail = held.ToString() },
            _ => finding with { Cause = PullWords.CauseOf(use.Message), Detail = pushed?.Problem },
        };
    }

    private static ImageFinding Finding(ContainerUse use, KnownImage image, ImageVerdict verdict) =>
        new(use, verdict)
        {
            BundleImage = image.Source.AsWritten,
            Expected = image.Digest,
            PullName = image.Relocated?.Pull.Canonical,
            Origin = OriginOf(use, image),
        };

    /// <summary>The document that the container belongs to, where that is known; else any template that names the image.</summary>
    private static ImageOrigin? OriginOf(ContainerUse use, KnownImage image)
    {
        var rendered = image.Origins.Where(origin => origin.Template is not null).ToList();
        return rendered.FirstOrDefault(origin => origin.Document == use.Workload && origin.Container == use.Container)
            ?? rendered.FirstOrDefault(origin => origin.Document == use.Workload)
            ?? rendered.FirstOrDefault();
    }
}
