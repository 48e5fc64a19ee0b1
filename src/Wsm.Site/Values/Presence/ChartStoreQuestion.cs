using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Site.Values.Presence;

/// <summary>Finds out what helm and the operator have to be told to reach a chart store.</summary>
public static class ChartStoreQuestion
{
    /// <summary>Nobody should wait long for a store that cannot be reached from here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="charts">The store's address; null where there is none.</param>
    public static async Task<ChartStoreAccess> AskAsync(string? charts, RegistryOptions options, CancellationToken cancellationToken)
    {
        if (HostOf(charts) is not { } host)
        {
            return new ChartStoreAccess();
        }

        var login = await options.Credentials.FindAsync(host, null, cancellationToken);
        return new ChartStoreAccess
        {
            CaFiles = options.Tls.CaFiles,
            NeedsLogin = login is not null,
            User = login?.Username is { Length: > 0 } user ? user : null,
        };
    }

    /// <summary>The registry answers, and not in TLS: that of an OCI chart store, or that of the images where there is none.</summary>
    public static async Task<bool> SpeaksPlainHttpAsync(
        string? charts,
        string? registryHost,
        RegistryOptions options,
        CancellationToken cancellationToken
    )
    {
        var isOci = charts?.StartsWith("oci://", StringComparison.Ordinal) == true;
        if ((isOci ? HostOf(charts) : registryHost) is not { } host)
        {
            return false;
        }

        using var client = new RegistryClient(
            options with
            {
                ConnectTimeout = Patience,
                AnswerTimeout = Patience,
                Retry = options.Retry with { MaxRetries = 0 },
            }
        );
        try
        {
            return (await client.FindEndpointAsync(host, cancellationToken)).Scheme == Uri.UriSchemeHttp;
        }
        catch (RegistryException)
        {
            // Whether it answers is asked elsewhere, and said there.
            return false;
        }
    }

    private static string? HostOf(string? charts) =>
        charts?.IndexOf("://", StringComparison.Ordinal) is { } at and >= 0 ? charts[(at + 3)..].Split('/')[0] : null;
}
