using Wsm.Oci.References;
using Wsm.Site.ChartStores;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>Makes the report's entries.</summary>
public static class DeliveredItems
{
    /// <param name="digest">Null while it is not known.</param>
    public static DeliveredItem Of(RelocatedImage relocated, Digest? digest) =>
        new()
        {
            Source = relocated.Source.AsWritten,
            Target = relocated.Push.Canonical,
            Pull = relocated.Pull.Equals(relocated.Push) ? null : relocated.Pull.Canonical,
            Digest = digest,
            Result = DeliveryOutcome.Planned,
        };

    public static DeliveredItem Of(ImageToDeliver image) =>
        Of(image.Relocated, image.Root.Digest) with
        {
            SourceDigest = image.ConvertedFrom,
            AttestationsLeftOut = image.AttestationsLeftOut.Count == 0 ? null : [.. image.AttestationsLeftOut],
            LeftOut = image.LeftOut.Count == 0 ? null : [.. image.LeftOut.Select(layer => layer.Digest)],
        };

    /// <summary>An image that another shard completes.</summary>
    public static DeliveredItem LeftToOthers(ImageToDeliver image) => Of(image) with { Result = DeliveryOutcome.Left };

    public static DeliveredItem Of(DeliveredImage image) =>
        Of(image.Image) with
        {
            Result = image.Outcome,
            Sent = image.Sent,
            Mounted = image.Mounted,
            Replaces = image.Replaces?.ToString(),
            Reason = image.Failure?.Reason,
            Cause = image.Failure?.Cause,
        };

    public static DeliveredItem Of(ChartArchive chart, string target) =>
        new()
        {
            Source = $"{chart.Metadata.Name} {chart.Metadata.Version}",
            Target = target,
            Digest = Digest.Parse($"{Digest.Sha256}:{chart.Sha256}"),
            SourceDigest = chart.MadeOf is { } published ? Digest.Parse($"{Digest.Sha256}:{published}") : null,
            IsChart = true,
            Result = DeliveryOutcome.Planned,
        };

    public static DeliveredItem Failed(DeliveredItem item, Exception exception)
    {
        var failure = DeliveryFailure.Of(exception);
        return item with { Result = DeliveryOutcome.Failed, Reason = failure.Reason, Cause = failure.Cause };
    }
}
