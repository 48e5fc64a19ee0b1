using Microsoft.Win32.SafeHandles;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Serving.Storage;

/// <summary>The folder of <c>--allow-push</c>: an OCI layout of images and a repository of charts, with one server at work in it.</summary>
internal sealed class PushFolder : IDisposable
{
    private const string LockName = ".wsm.lock";
    private readonly SafeFileHandle _lock;

    private PushFolder(SafeFileHandle taken, LayoutStore images, ChartStoreFolder charts)
    {
        _lock = taken;
        Images = images;
        Charts = charts;
    }

    public LayoutStore Images { get; }

    public ChartStoreFolder Charts { get; }

    /// <exception cref="UserError">The folder cannot be written to, holds something else, or is another server's.</exception>
    public static PushFolder Open(string folder, TimeProvider time)
    {
        var taken = Take(folder);
        try
        {
            return new PushFolder(
                taken,
                LayoutStore.Open(Path.Combine(folder, "registry"), durable: true, time),
                new ChartStoreFolder(Path.Combine(folder, "charts"), time)
            );
        }
        catch (UnsafeFileException e)
        {
            taken.Dispose();
            throw new UserError(e.Message, "--allow-push takes an empty folder, or one that wsm serve has written.", cause: e);
        }
        catch (InvalidDataException e)
        {
            taken.Dispose();
            throw new UserError(e.Message, "--allow-push takes an empty folder, or one that wsm serve has written.", FailureKind.Usage, e);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Images.Dispose();
        Charts.Dispose();
        _lock.Dispose();
    }

    /// <summary>The system releases it when the process ends, however it ends.</summary>
    private static SafeFileHandle Take(string folder)
    {
        try
        {
            return new GuardedFolder(folder).OpenExclusively(LockName);
        }
        catch (FileInUseException e)
        {
            throw new UserError(
                $"The folder '{folder}' is in use by another wsm serve.",
                "Two servers in one folder would overwrite each other's pushes; give each its own --allow-push.",
                cause: e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                $"Pushes cannot be kept in '{folder}': {e.Message}",
                "Name a folder that can be written to with --allow-push.",
                cause: e
            );
        }
    }
}
