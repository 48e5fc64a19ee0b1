using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Wsm.Serve.Charts;

/// <summary>The archive in an upload: the body itself, or the part <c>chart</c> of a form.</summary>
internal static class UploadedChart
{
    private const int Largest = 100 * 1024 * 1024;

    /// <summary>Null when there is none, or it is too large for a chart.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data")
            return await ReadAsync(request.Body, context.RequestAborted);
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return null;

        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(context.RequestAborted) is { } part)
            if (
                ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name) == "chart"
            )
                return await ReadAsync(part.Body, context.RequestAborted);
        return null;
    }

    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var taken = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (taken.Length + read > Largest)
                return null;
            taken.Write(buffer, 0, read);
        }
        return taken.Length == 0 ? null : taken.ToArray();
    }
}
