using System.Net;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Site.Delivery;

/// <summary>Before anything is sent: is a registry there at all? One that is not would fail every image with the same words.</summary>
public static class ReachabilityCheck
{
    /// <exception cref="RegistryException">None of the target registries can be used.</exception>
    public static async Task RunAsync(RegistryOptions options, IReadOnlyList<ImageToDeliver> images, CancellationToken cancellationToken)
    {
        // Whoever mistyped a host should learn so at once.
        using var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } });
        var registries = images.Select(image => image.Relocated.Push).DistinctBy(target => target.Registry).ToList();
        var failures = await Task.WhenAll(registries.Select(target => TryAsync(client, target, cancellationToken)));
        if (registries.Count > 0 && failures.All(failure => failure is not null))
        {
            throw failures[0]!;
        }
    }

    private static async Task<RegistryException?> TryAsync(
        RegistryClient client,
        ImageReference target,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.PingAsync(target.Registry, cancellationToken);
            return null;
        }
        catch (RegistryException e) when (e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // Robots of one project are not let in at the front door: the right to write to a repository decides.
            return await TryToWriteAsync(client, target, cancellationToken);
        }
        catch (RegistryException e)
        {
            return e;
        }
    }

    private static async Task<RegistryException?> TryToWriteAsync(
        RegistryClient client,
        ImageReference target,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.GetRepository(target).CheckPushAsync(cancellationToken);
            return null;
        }
        catch (RegistryException e)
        {
            // Another image may go to a repository that takes it.
            return e.Status == HttpStatusCode.Unauthorized ? e : null;
        }
    }
}
