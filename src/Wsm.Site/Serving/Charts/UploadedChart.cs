using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Wsm.Oci.Files;

namespace Wsm.Site.Serving.Charts;

/// <summary>The archive in an upload: the body itself, or the part <c>chart</c> of a form.</summary>
internal sealed class UploadedChart : IDisposable
{
    private const int Largest = 100 * 1024 * 1024;
    private readonly GuardedFolder _folder;
    private readonly string _name;

    private UploadedChart(GuardedFolder folder, string name) => (_folder, _name) = (folder, name);

    /// <summary>Null when there is none, or it is too large for a chart.</summary>
    /// <param name="folder">Where it grows: many clients may send at once, and none of them may fill the memory.</param>
    public static async Task<UploadedChart?> ReadAsync(HttpContext context, GuardedFolder folder)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data")
        {
            return await ReadAsync(request.Body, folder, context.RequestAborted);
        }

        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return null;
        }

        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(context.RequestAborted) is { } part)
        {
            if (
                ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name) == "chart"
            )
            {
                return await ReadAsync(part.Body, folder, context.RequestAborted);
            }
        }

        return null;
    }

    public byte[] ReadBytes() => _folder.ReadAll(_name, Largest)!;

    public void Dispose() => _folder.Delete(_name);

    private static async Task<UploadedChart?> ReadAsync(Stream body, GuardedFolder folder, CancellationToken cancellationToken)
    {
        var name = $".upload-{Guid.NewGuid():N}{AtomicFile.PartialSuffix}";
        using var file = folder.Create(name);
        var taken = new UploadedChart(folder, name);
        try
        {
            var length = 0L;
            var buffer = new byte[64 * 1024];
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (length + read > Largest)
                {
                    taken.Dispose();
                    return null;
                }

                RandomAccess.Write(file, buffer.AsSpan(0, read), length);
                length += read;
            }

            if (length > 0)
            {
                return taken;
            }
        }
        catch
        {
            taken.Dispose();
            throw;
        }

        taken.Dispose();
        return null;
    }
}
