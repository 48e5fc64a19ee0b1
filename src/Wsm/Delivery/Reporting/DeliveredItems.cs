using Wsm.ChartStores;
using Wsm.Oci.References;
using Wsm.Relocate;

namespace Wsm.Delivery.Reporting;

/// <summary>Makes the report's entries.</summary>
internal static class DeliveredItems
{
    /// <param name="digest">Null while it is not known.</param>
    public static DeliveredItem Of(RelocatedImage way, Digest? digest) =>
        new()
        {
            Source = way.Source.AsWritten,
            Target = way.Push.Canonical,
            Pull = way.Pull.Equals(way.Push) ? null : way.Pull.Canonical,
            Digest = digest?.ToString(),
            Result = DeliveryOutcome.Planned,
        };

    public static DeliveredItem Of(DeliveredImage image) =>
        Of(image.Image.Way, image.Image.Root.Digest) with
        {
            Result = image.Outcome,
            Sent = image.Sent,
            Mounted = image.Mounted,
            Reason = image.Failure?.Reason,
            Hint = image.Failure?.Hint,
        };

    public static DeliveredItem Of(ChartArchive chart, string target) =>
        new()
        {
            Source = $"{chart.Metadata.Name} {chart.Metadata.Version}",
            Target = target,
            Digest = $"sha256:{chart.Sha256}",
            Result = DeliveryOutcome.Planned,
        };

    public static DeliveredItem Failed(DeliveredItem item, Exception exception)
    {
        var failure = DeliveryFailure.Of(exception);
        return item with { Result = DeliveryOutcome.Failed, Reason = failure.Reason, Hint = failure.Hint };
    }
}
