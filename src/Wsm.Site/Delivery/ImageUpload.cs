using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Options;

namespace Wsm.Site.Delivery;

/// <summary>One image while it is being delivered.</summary>
internal sealed class ImageUpload(ImageToDeliver image, IDeliveryWatch watch)
{
    private readonly List<Task> _blobs = [];
    private long _sent;
    private long _mounted;

    public ImageToDeliver Image => image;

    public ImageReference Target => image.Relocated.Push;

    public DeliveredImage? Result { get; private set; }

    public bool IsOpen => Result is null;

    /// <summary>Other content that the target's tag stands for so far.</summary>
    public Digest? Replaces { get; set; }

    public void Begin(Descriptor blob, Func<Action<long>, Task<UploadOutcome>> deliver)
    {
        if (_blobs.Count == 0)
        {
            watch.Began(image);
        }

        _blobs.Add(CountAsync(blob, deliver));
    }

    /// <summary>Waits for every blob, also when one fails early: nothing of this image is left running.</summary>
    public Task BlobsAsync() => Task.WhenAll(_blobs);

    public void End(DeliveryOutcome outcome) => Set(new DeliveredImage(image, outcome, _sent, _mounted, Replaces, null));

    public void Fail(Exception exception) =>
        Set(new DeliveredImage(image, DeliveryOutcome.Failed, _sent, _mounted, Replaces, DeliveryFailure.Of(exception)));

    private async Task CountAsync(Descriptor blob, Func<Action<long>, Task<UploadOutcome>> deliver)
    {
        long seen = 0;
        var outcome = await deliver(bytes =>
        {
            Interlocked.Add(ref seen, bytes);
            watch.Advanced(image, bytes);
        });
        watch.Kept(image, blob.Size - seen);
        Interlocked.Add(ref _sent, seen);
        if (outcome == UploadOutcome.Mounted)
        {
            Interlocked.Add(ref _mounted, blob.Size);
        }
    }

    private void Set(DeliveredImage result)
    {
        Result = result;
        watch.Ended(result);
    }
}
