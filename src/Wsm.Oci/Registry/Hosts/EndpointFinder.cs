using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Hosts;

/// <summary>
/// Finds out how a registry is spoken to: HTTPS, except that loopback and, where <see cref="TlsOptions.Insecure"/> is set, any registry
/// may also answer in
/// plain HTTP. The answer is kept.
/// </summary>
internal sealed class EndpointFinder(string registry, RegistryOptions options, HttpMessageHandler transport) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Uri? _found;

    /// <summary>Null until it has been looked for.</summary>
    public Uri? Found => _found;

    /// <summary>The host of the API: Docker Hub's is not the one in its references.</summary>
    private string ApiHost => registry == "docker.io" ? "registry-1.docker.io" : registry;

    public ValueTask<Uri> FindAsync(CancellationToken cancellationToken) =>
        _found is { } found ? ValueTask.FromResult(found) : LookAsync(cancellationToken);

    public void Dispose() => _one.Dispose();

    private async ValueTask<Uri> LookAsync(CancellationToken cancellationToken)
    {
        var (secure, plain) = (Address("https"), Address("http"));
        if (!options.Tls.Insecure && !TlsOptions.IsLoopback(secure))
        {
            return _found = secure;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_found is { } found)
            {
                return found;
            }

            if (await AnswersAsync(secure, cancellationToken).ConfigureAwait(false))
            {
                return _found = secure;
            }

            if (await AnswersAsync(plain, cancellationToken).ConfigureAwait(false))
            {
                return _found = plain;
            }

            // Neither does, perhaps for a moment: the request itself will be retried and will say why. Credentials go nowhere until then.
            return TlsOptions.IsLoopback(secure) ? plain : secure;
        }
        finally
        {
            _one.Release();
        }
    }

    private Uri Address(string scheme) =>
        Uri.TryCreate($"{scheme}://{ApiHost}/", UriKind.Absolute, out var uri)
            ? uri
            : throw new RegistryException($"\"{registry}\" is not the address of a registry");

    private async Task<bool> AnswersAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(
            new TimeoutHandler(transport, options with { AnswerTimeout = options.ConnectTimeout }),
            disposeHandler: false
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, RegistryUris.Base(endpoint));
        try
        {
            using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HttpRequestException e)
        {
            // Whoever shows a certificate that is not trusted does speak TLS, and must not be talked to in plain text instead.
            return TlsFailure.Find(e) is not null;
        }
        catch (Exception e) when (e is IOException or TimeoutException && e is not RegistryException)
        {
            return false;
        }
    }
}
