using Wsm.Oci.References;

namespace Wsm.Oci.Registry;

/// <summary>The way to any number of registries. Thread-safe; make one and share it.</summary>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;

    public RegistryClient(RegistryOptions options)
    {
        _options = options;
    }

    /// <param name="registry">Host and optional port, as in <see cref="ImageReference.Registry"/>.</param>
    /// <param name="repository">The path on it.</param>
    public Repository GetRepository(string registry, string repository) => throw new NotImplementedException(_options.UserAgent);

    public Repository GetRepository(ImageReference reference) => GetRepository(reference.Registry, reference.Repository);

    /// <summary>Checks that the registry is there, speaks the protocol and takes the credentials (<c>GET /v2/</c>).</summary>
    /// <exception cref="RegistryException">It is not, does not, or does not.</exception>
    public Task PingAsync(string registry, CancellationToken cancellationToken) => throw new NotImplementedException(_options.UserAgent);

    /// <summary>What the registry last said of its pull limit; null when it said nothing.</summary>
    public RateLimit? RateLimitOf(string registry) => throw new NotImplementedException(_options.UserAgent);

    public void Dispose()
    {
    }
}
