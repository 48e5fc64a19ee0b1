using Wsm.ChartStores;
using Wsm.Delivery;
using Wsm.Oci.References;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>Makes the report's entries.</summary>
internal static class PushedItems
{
    public static PushedItem Of(RelocatedImage way, Digest digest) => new()
    {
        Source = way.Source.AsWritten,
        Target = way.Push.Canonical,
        Pull = way.Pull.Equals(way.Push) ? null : way.Pull.Canonical,
        Digest = digest.ToString(),
        Result = PushResult.Planned,
    };

    public static PushedItem Of(DeliveredImage image) => Of(image.Image.Way, image.Image.Root.Digest) with
    {
        Result = image.Outcome switch
        {
            DeliveryOutcome.Pushed => PushResult.Pushed,
            DeliveryOutcome.Present => PushResult.Present,
            _ => PushResult.Failed,
        },
        Sent = image.Sent,
        Mounted = image.Mounted,
        Reason = image.Failure?.Reason,
        Hint = image.Failure?.Hint,
    };

    public static PushedItem Of(ChartArchive chart, string target) => new()
    {
        Source = $"{chart.Metadata.Name} {chart.Metadata.Version}",
        Target = target,
        Digest = $"sha256:{chart.Sha256}",
        Result = PushResult.Planned,
    };
}
