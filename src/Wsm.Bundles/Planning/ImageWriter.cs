using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Planning;

/// <summary>
/// How one of the bundle's layouts takes images in. Places are asked for after <see cref="Begin"/>; the calls after that may come from
/// several threads.
/// </summary>
internal abstract class ImageWriter : IDisposable
{
    /// <summary>Bytes of disk that are still to be taken up.</summary>
    public abstract long BytesNeeded { get; }

    public abstract bool IsComplete(PlannedImage image);

    /// <summary>Makes the files of every image that is not complete.</summary>
    public abstract void Begin();

    /// <summary>Where a blob must go; empty when it is everywhere already.</summary>
    public abstract IReadOnlyList<IBlobPlace> TargetsOf(Descriptor blob);

    /// <summary>Where older files of the bundle may hold it.</summary>
    public abstract IReadOnlyList<IBlobPlace> DonorsOf(Descriptor blob);

    public abstract void BlobArrived(Digest blob);

    /// <summary>
    /// One of the places of a blob, by a file of its own, for somebody who reads what has been written. Only before the blob has arrived.
    /// </summary>
    public abstract Stream OpenArriving(PlannedImage image, Descriptor blob);

    /// <summary>All blobs of the image are in place and right.</summary>
    public abstract void ImageArrived(PlannedImage image);

    /// <summary>Everything has arrived; what replaces something older takes its place now.</summary>
    public abstract void Commit();

    /// <summary>Removes what earlier runs of other plans left unfinished, and what no image needs any more.</summary>
    public abstract void Tidy();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
