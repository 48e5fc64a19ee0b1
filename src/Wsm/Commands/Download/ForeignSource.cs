using System.Net;
using System.Net.Http.Headers;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Commands.Download;

/// <summary>Layers from the addresses that they name themselves.</summary>
internal sealed class ForeignSource(HttpClient http)
{
    /// <summary>Unverified; from the first address that gives it.</summary>
    public async Task<Stream> OpenAsync(Descriptor layer, long offset, CancellationToken cancellationToken)
    {
        ContentException? failure = null;
        foreach (var text in layer.Urls)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                continue;
            }

            try
            {
                return await OpenAsync(address, offset, cancellationToken);
            }
            catch (RegistryException refused)
            {
                failure = refused;
            }
        }

        throw failure ?? new ContentException($"layer {layer.Digest} names no address that it could be fetched from");
    }

    private async Task<Stream> OpenAsync(Uri address, long offset, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            using (answer)
            {
                throw await Oci.Registry.Answer.ToExceptionAsync(answer, address.Authority, TimeProvider.System, cancellationToken);
            }
        }

        var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (offset > 0 && answer.StatusCode != HttpStatusCode.PartialContent)
        {
            await SkipAsync(body, offset, cancellationToken);
        }

        return body;
    }

    private static async Task SkipAsync(Stream body, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            count -= read > 0 ? read : throw new IOException("the answer ended early");
        }
    }
}
