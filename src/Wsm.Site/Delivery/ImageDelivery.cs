using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>
/// Brings images into registries with their digests unchanged: asks first what is there, sends each distinct blob once, mounts it into
/// the other repositories, and sends an image's manifests only when its blobs are there. One image that fails does not stop the others.
/// </summary>
internal sealed class ImageDelivery(RegistryClient client, DeliveryOptions options)
{
    /// <param name="images">At most one for each target tag; see <see cref="Relocation.RelocateAll"/>.</param>
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
        var work = images.Select(image => new ImageUpload(image, watch)).ToList();

        // What is copied within one registry need not leave it.
        foreach (var image in images.Where(image => image.Content is Repository))
        {
            foreach (var blob in image.Blobs)
            {
                blobs.Remember(image.Relocated.Source, blob);
            }
        }

        foreach (var (place, blob) in images.SelectMany(image => image.HeldElsewhere))
        {
            blobs.Remember(place, blob);
        }

        // First all questions, so that what is there already can be mounted from by all others.
        await Task.WhenAll(work.Select(image => LookAsync(image, blobs, slots, cancellationToken)));

        // Largest first: a large blob that is begun last would be waited for alone.
        var open = work.Where(image => image.IsOpen).ToList();
        foreach (
            var (image, blob) in open.SelectMany(image => image.Image.Blobs.Select(blob => (image, blob)))
                .OrderByDescending(pair => pair.blob.Size)
        )
        {
            image.Begin(blob, sent => blobs.DeliverAsync(image.Target, blob, sent, cancellationToken));
        }

        await Task.WhenAll(open.Select(image => FinishAsync(image, slots, cancellationToken)));
        return [.. work.Select(image => image.Result!)];
    }

    private async Task LookAsync(ImageUpload work, BlobDelivery blobs, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var state = await TargetState.AskAsync(client, work.Target, work.Image.Root.Digest, options.NoReplace, cancellationToken);
            work.Replaces = state.Other;
            if (state.Refusal is { } refusal)
            {
                work.Fail(refusal);
            }

            if (!state.IsPresent)
            {
                return;
            }

            foreach (var blob in work.Image.Blobs)
            {
                blobs.Remember(work.Target, blob);
            }

            work.End(DeliveryOutcome.Present);
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

    private async Task FinishAsync(ImageUpload work, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            await work.BlobsAsync();
            await slots.WaitAsync(cancellationToken);
            try
            {
                if (!await HoldsAwaitedAsync(work, cancellationToken))
                {
                    work.End(DeliveryOutcome.Left);
                    return;
                }

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

    /// <summary>
    /// Whether the blobs of other shards are there. Asked when this shard's have arrived, so that of those that share an image at least the
    /// last finds all of them; where two do, both send the same manifests.
    /// </summary>
    private async Task<bool> HoldsAwaitedAsync(ImageUpload work, CancellationToken cancellationToken)
    {
        var repository = client.GetRepository(work.Target);
        foreach (var blob in work.Image.Awaited)
        {
            if (!await repository.HasBlobAsync(blob, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task PutManifestsAsync(ImageUpload work, CancellationToken cancellationToken)
    {
        var repository = client.GetRepository(work.Target);
        foreach (var child in work.Image.Manifests.Skip(1).Reverse())
        {
            await repository.PutManifestAsync(child, null, cancellationToken);
        }

        await repository.PutManifestAsync(work.Image.Root, work.Target.Tag, cancellationToken);

        // Who may write may perhaps not read: then the answer to the writing has to do.
        var (held, isTold) = await repository.AskForManifestAsync(Name(work), cancellationToken);
        if (!isTold || held?.Digest == work.Image.Root.Digest)
        {
            return;
        }

        throw new RegistryException(
            $"{work.Target.Registry} took the manifest of {work.Target.Repository}:{work.Target.Tag} but answers with "
                + $"{held?.Digest.ToString() ?? "nothing"} instead of {work.Image.Root.Digest}"
        )
        {
            Problem = RegistryProblem.ManifestNotKept,
            Registry = work.Target.Registry,
        };
    }

    /// <summary>The tag is what must be right in the end, where the target has one.</summary>
    private static string Name(ImageUpload work) => work.Target.Tag ?? work.Image.Root.Digest.ToString();
}
