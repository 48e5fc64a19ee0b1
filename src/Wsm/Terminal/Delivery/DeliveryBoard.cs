using System.Collections.Concurrent;
using Wsm.Product.Wording;
using Wsm.Site.Delivery;

namespace Wsm.Terminal.Delivery;

/// <summary>Shows a delivery to a person: a line for each item that ended, and what is going on meanwhile.</summary>
internal sealed class DeliveryBoard(IProgressBoard board, UserConsole console, bool lines) : IDeliveryWatch
{
    private readonly ConcurrentDictionary<ImageToDeliver, IProgressItem> _items = new(ReferenceEqualityComparer.Instance);

    public void Expect(IReadOnlyList<ImageToDeliver> images, int charts)
    {
        var held = images.SelectMany(image => image.HeldElsewhere).Select(pair => pair.Blob.Digest).ToHashSet();
        var distinct = images
            .SelectMany(image => image.Blobs)
            .Where(blob => !held.Contains(blob.Digest))
            .DistinctBy(blob => blob.Digest)
            .Sum(blob => blob.Size);
        console.Say($"Pushing {Counted.Text(images.Count, "image")} ({ByteSize.Text(distinct)}) and {Counted.Text(charts, "chart")}.");
        board.Expect(images.Sum(image => image.Blobs.Sum(blob => blob.Size)));
    }

    public void Began(ImageToDeliver image) =>
        _items[image] = board.Start(image.Relocated.Source.AsWritten, image.Blobs.Sum(blob => blob.Size));

    public void Advanced(ImageToDeliver image, long bytes)
    {
        if (_items.TryGetValue(image, out var item))
        {
            item.Advance(bytes);
        }
    }

    public void Kept(ImageToDeliver image, long bytes)
    {
        if (_items.TryGetValue(image, out var item))
        {
            item.Keep(bytes);
        }
    }

    public void Ended(DeliveredImage image)
    {
        var line = lines ? DeliveryText.Line(DeliveredItems.Of(image)) : null;
        using var item = _items.TryRemove(image.Image, out var begun) ? begun : board.Start(image.Image.Relocated.Source.AsWritten, 0);
        item.Finish(line);
    }

    public void Ended(DeliveredItem ended)
    {
        using var item = board.Start(ended.Source, 0);
        item.Finish(lines ? DeliveryText.Line(ended) : null);
    }
}
