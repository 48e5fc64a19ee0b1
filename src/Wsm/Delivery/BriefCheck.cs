using Wsm.Oci.Registry;

namespace Wsm.Delivery;

/// <summary>Before anything is sent: is a registry there at all? One that is not would fail every image with the same words.</summary>
internal static class BriefCheck
{
    /// <exception cref="RegistryException">None of the target registries can be used.</exception>
    public static async Task RunAsync(RegistryOptions options, IReadOnlyList<ImageToDeliver> images, CancellationToken cancellationToken)
    {
        // Whoever mistyped a host should learn so at once.
        using var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } });
        var registries = images.Select(image => image.Way.Push.Registry).Distinct().ToList();
        var failures = await Task.WhenAll(registries.Select(registry => TryAsync(client, registry, cancellationToken)));
        if (registries.Count > 0 && failures.All(failure => failure is not null))
            throw failures[0]!;
    }

    private static async Task<RegistryException?> TryAsync(RegistryClient client, string registry, CancellationToken cancellationToken)
    {
        try
        {
            await client.PingAsync(registry, cancellationToken);
            return null;
        }
        catch (RegistryException e)
        {
            return e;
        }
    }
}
