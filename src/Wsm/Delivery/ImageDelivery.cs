using System.Net;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Delivery;

/// <summary>
/// Brings images into registries with their digests unchanged: asks first what is there, sends each distinct blob once, mounts it into
/// the other repositories, and sends an image's manifests only when its blobs are there. One image that fails does not stop the others.
/// </summary>
public sealed class ImageDelivery(RegistryClient client, DeliveryOptions options)
{
    /// <param name="images">At most one for each target tag; see <see cref="Relocate.Relocation.RelocateAll"/>.</param>
    /// <param name="watch">Told as images go on; calls come from several threads.</param>
    /// <param name="cancellationToken">Ends the work; what has arrived stays, and a second run goes on from there.</param>
    /// <returns>In the order of <paramref name="images"/>.</returns>
    public async Task<IReadOnlyList<DeliveredImage>> RunAsync(
        IReadOnlyList<ImageToDeliver> images,
        IDeliveryWatch watch,
        CancellationToken cancellationToken
    )
    {
        using var blobs = new BlobDelivery(client, options, images);
        using var slots = new SemaphoreSlim(options.Parallel);
        var work = images.Select(image => new ImageWork(image, watch)).ToList();

        // What is copied within one registry need not leave it.
        foreach (var image in images.Where(image => image.Content is Repository))
        foreach (var blob in image.OwnBlobs)
            blobs.Remember(image.Way.Source, blob);

        foreach (var (place, blob) in images.SelectMany(image => image.HeldElsewhere))
            blobs.Remember(place, blob);

        // First all questions, so that what is there already can be mounted from by all others.
        await Task.WhenAll(work.Select(image => LookAsync(image, blobs, slots, cancellationToken)));

        // Largest first: a large blob that is begun last would be waited for alone.
        var open = work.Where(image => image.IsOpen).ToList();
        foreach (
            var (image, blob) in open.SelectMany(image => image.Image.OwnBlobs.Select(blob => (image, blob)))
                .OrderByDescending(pair => pair.blob.Size)
        )
            image.Begin(blob, sent => blobs.DeliverAsync(image.Target, blob, sent, cancellationToken));

        await Task.WhenAll(open.Select(image => FinishAsync(image, slots, cancellationToken)));
        return [.. work.Select(image => image.Result!)];
    }

    private async Task LookAsync(ImageWork work, BlobDelivery blobs, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var held = await client.GetRepository(work.Target).FindManifestAsync(Name(work), cancellationToken);
            if (held?.Digest != work.Image.Root.Digest)
                return;
            foreach (var blob in work.Image.OwnBlobs)
                blobs.Remember(work.Target, blob);
            work.End(DeliveryOutcome.Present);
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.InternalServerError)
        {
            // A registry whose disk was full may have written half a tag, and stumbles over it since: pushing anew mends that, or says why not.
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            work.Fail(e);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task FinishAsync(ImageWork work, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            await work.BlobsAsync();
            await slots.WaitAsync(cancellationToken);
            try
            {
                await PutManifestsAsync(work, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
            work.End(DeliveryOutcome.Pushed);
        }
        catch (Exception e) when (DeliveryFailure.IsOf(e))
        {
            work.Fail(e);
        }
    }

    private async Task PutManifestsAsync(ImageWork work, CancellationToken cancellationToken)
    {
        var repository = client.GetRepository(work.Target);
        foreach (var child in work.Image.Manifests.Skip(1).Reverse())
            await repository.PutManifestAsync(child, null, cancellationToken);
        await repository.PutManifestAsync(work.Image.Root, work.Target.Tag, cancellationToken);

        var held = await repository.FindManifestAsync(Name(work), cancellationToken);
        if (held?.Digest == work.Image.Root.Digest)
            return;
        throw new RegistryException(
            $"{work.Target.Registry} took the manifest of {work.Target.Repository}:{work.Target.Tag} but answers with {held?.Digest.ToString() ?? "nothing"} instead of {work.Image.Root.Digest}"
        )
        {
            Hint = "The tag may be immutable there, or something rewrites manifests on their way.",
        };
    }

    /// <summary>The tag is what must be right in the end, where the target has one.</summary>
    private static string Name(ImageWork work) => work.Target.Tag ?? work.Image.Root.Digest.ToString();
}
