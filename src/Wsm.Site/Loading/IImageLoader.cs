using Wsm.Bundles.Contents;
using Wsm.Product.Failures;

namespace Wsm.Site.Loading;

/// <summary>What runs images on this machine, and takes them from archives.</summary>
public interface IImageLoader : IDisposable
{
    /// <exception cref="UserError">It is not there, or this user may not speak to it.</exception>
    Task PingAsync(CancellationToken cancellationToken);

    /// <exception cref="IOException">It refused the archive.</exception>
    Task LoadAsync(BundleImage image, Stream archive, CancellationToken cancellationToken);
}
