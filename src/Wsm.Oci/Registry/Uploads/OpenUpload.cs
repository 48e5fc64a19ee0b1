using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Uploads;

/// <summary>One upload that the registry has opened, at the address it gave last.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-a-blob-in-chunks</remarks>
internal sealed class OpenUpload
{
    private static readonly TimeSpan AbandonTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Bodies larger than nginx takes by default are announced, so that a refusal comes before they are sent.</summary>
    private const long AnnouncedSize = 1024 * 1024;

    private readonly RegistryHost _host;
    private readonly RegistryUris _uris;
    private readonly string[] _scopes;
    private Uri _location;

    private OpenUpload(RegistryHost host, RegistryUris uris, string[] scopes, Uri location, long chunkMinimum)
    {
        _host = host;
        _uris = uris;
        _scopes = scopes;
        _location = location;
        ChunkMinimum = chunkMinimum;
    }

    /// <summary>Bytes; the smallest chunk the registry takes, but for the last.</summary>
    public long ChunkMinimum { get; }

    public static async Task<OpenUpload> StartAsync(
        RegistryHost host,
        RegistryUris uris,
        string[] scopes,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uris.Uploads()) { Content = new ByteArrayContent([]) };
        request.Options.Set(RequestKeys.SingleTry, true);
        using var response = await host.ExpectAsync(request, scopes, cancellationToken).ConfigureAwait(false);
        return From(host, uris, scopes, request, response);
    }

    /// <summary>Reads the session from the answer (202) to the request that opened it.</summary>
    public static OpenUpload From(
        RegistryHost host,
        RegistryUris uris,
        string[] scopes,
        HttpRequestMessage request,
        HttpResponseMessage response
    )
    {
        var minimum =
            response.Headers.NonValidated.TryGetValues("OCI-Chunk-Min-Length", out var values)
            && long.TryParse(values.First(), out var length)
                ? length
                : 0;
        if (Location(uris, request.RequestUri!, response) is not { } location)
        {
            throw new RegistryException($"{host.Name} opened an upload without saying where to")
            {
                Method = "POST",
                Uri = Redacted.Address(request.RequestUri!),
                Status = response.StatusCode,
            };
        }

        return new OpenUpload(host, uris, scopes, location, minimum);
    }

    /// <summary>Sends everything in one request and closes the session. False when the registry finds that too large (413).</summary>
    public async Task<bool> PutAsync(Descriptor blob, BlobOpener open, Action<long>? onSent, CancellationToken cancellationToken)
    {
        using var content = new SentContent(open, 0, blob.Size, onSent);
        using var request = Request(HttpMethod.Put, RegistryUris.WithDigest(_location, blob.Digest), content);
        try
        {
            using var response = await _host
                .ExpectAsync(request, _scopes, cancellationToken, HttpStatusCode.RequestEntityTooLarge)
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.RequestEntityTooLarge)
            {
                CheckStored(blob, response);
                return true;
            }
        }
        catch
        {
            content.Uncount();
            throw;
        }

        content.Uncount();
        return false;
    }

    /// <summary>Sends one chunk. Returns the answer's status: 2xx, 413 or 416; anything else throws.</summary>
    public async Task<(HttpStatusCode Status, long? Received)> PatchAsync(
        BlobOpener open,
        long offset,
        long length,
        Action<long>? onSent,
        CancellationToken cancellationToken
    )
    {
        using var content = new SentContent(open, offset, length, onSent);
        content.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{offset + length - 1}");
        using var request = Request(HttpMethod.Patch, _location, content);
        try
        {
            using var response = await _host
                .ExpectAsync(
                    request,
                    _scopes,
                    cancellationToken,
                    HttpStatusCode.RequestEntityTooLarge,
                    HttpStatusCode.RequestedRangeNotSatisfiable
                )
                .ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                Move(request, response);
            }
            else
            {
                content.Uncount();
            }

            return (response.StatusCode, Received(response));
        }
        catch
        {
            content.Uncount();
            throw;
        }
    }

    /// <summary>How many bytes the registry has, when it can tell.</summary>
    public async Task<long?> StatusAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, _location, null);
        using var response = await _host
            .ExpectAsync(request, _scopes, cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        Move(request, response);
        return Received(response);
    }

    /// <summary>Closes the session after its last chunk.</summary>
    public async Task FinishAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Put, RegistryUris.WithDigest(_location, blob.Digest), new ByteArrayContent([]));
        using var response = await _host.ExpectAsync(request, _scopes, cancellationToken).ConfigureAwait(false);
        CheckStored(blob, response);
    }

    /// <summary>Tells the registry that nothing more will come. It is a courtesy, so its failure is only logged.</summary>
    public async Task AbandonAsync()
    {
        using var patience = new CancellationTokenSource(AbandonTimeout, _host.Options.Time);
        using var request = Request(HttpMethod.Delete, _location, null);
        try
        {
            using var response = await _host.SendAsync(request, _scopes, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContentException or OperationCanceledException)
        {
            _host.Options.Log?.Invoke($"the upload at {Redacted.Address(_location)} was left open: {e.Message}");
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        request.Options.Set(RequestKeys.SingleTry, true);
        if (content?.Headers.ContentLength > AnnouncedSize)
        {
            request.Headers.ExpectContinue = true;
        }

        return request;
    }

    private void Move(HttpRequestMessage request, HttpResponseMessage response) =>
        _location = Location(_uris, request.RequestUri!, response) ?? _location;

    private static Uri? Location(RegistryUris uris, Uri asked, HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var values) ? uris.Resolve(asked, values.First()) : null;

    /// <summary>Reads <c>Range: 0-N</c>. An empty upload says <c>0-0</c>, as one of a single byte does; the first is what is met.</summary>
    private static long? Received(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Range", out var values))
        {
            return null;
        }

        var range = values.First();
        if (range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            range = range["bytes=".Length..];
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(range[(dash + 1)..], out var last)
            ? last == 0
                ? 0
                : last + 1
            : null;
    }

    private void CheckStored(Descriptor blob, HttpResponseMessage response)
    {
        var said = response.Headers.NonValidated.TryGetValues("Docker-Content-Digest", out var values) ? values.First() : null;
        if (said is null || !Digest.TryParse(said, out var stored) || stored.Algorithm != blob.Digest.Algorithm || stored == blob.Digest)
        {
            return;
        }

        throw new IntegrityException($"{_host.Name} stored blob {blob.Digest} as {stored}");
    }
}
