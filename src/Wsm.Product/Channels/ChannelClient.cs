using System.Net;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Channels;

/// <summary>Asks a release channel over the network.</summary>
public sealed class ChannelClient(DocumentClient web, ChannelOptions options, ContentCache cache) : IChannelSource
{
    private const string LicenseUser = "license";
    private const int LargestAnswer = 16 * 1024 * 1024;

    public async Task<ChannelAnswer> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        var asked = options.AddressFor(address);
        var shown = $"The release channel {asked.GetLeftPart(UriPartial.Path)}";
        // Different licences may get different answers; the name is stored as a hash only.
        var cacheName = $"channel {asked} {options.License}";
        if (options.Offline)
        {
            var kept = cache.FindNamed(cacheName)
                ?? throw new UserError($"{shown}'s answer is not in the cache.", "Run once without --offline.");
            return ChannelAnswer.Read(kept, shown);
        }

        var bytes = await GetAsync(asked, shown, cancellationToken).ConfigureAwait(false);
        var answer = ChannelAnswer.Read(bytes, shown);
        cache.StoreNamed(cacheName, bytes);
        return answer;
    }

    private async Task<byte[]> GetAsync(Uri address, string shown, CancellationToken cancellationToken)
    {
        var credential = options.License is { } license ? Credential.Basic(LicenseUser, license) : null;
        try
        {
            return await web.GetJsonAsync(address, credential, LargestAnswer, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException refused) when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            var (message, hint) = credential is null
                ? ($"{shown} requires a licence.", "Give it with --license-file FILE.")
                : (
                    $"{shown} did not accept the licence.",
                    "Check the file given with --license-file, and that the licence has not run out."
                );
            throw new UserError(message, hint, cause: refused);
        }
        catch (RegistryException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            var (message, hint) = options.Release is { } release
                ? ($"{shown} has no release '{release}'.", "Check the id given with --release.")
                : ($"{shown} does not exist (404).", "Check --channel-url and DEPLOYER_CHANNEL_URL.");
            throw new UserError(message, hint, cause: refused);
        }
    }
}
