using Microsoft.AspNetCore.Http;
using Wsm.Oci.References;
using Wsm.Serve.Storage;

namespace Wsm.Serve.Registry;

/// <summary>Manifests and blobs on their way out.</summary>
internal sealed class Pulls(IRegistryContent content)
{
    /// <summary>
    /// Large enough that handing over to the socket costs little beside the bytes, small enough to stay in a processor's cache; it is what a slow
    /// client holds of memory.
    /// </summary>
    private const int ChunkSize = 128 * 1024;

    public async Task ManifestAsync(HttpContext context, RegistryPath path)
    {
        if (!content.Repositories.TryGetValue(path.Name, out var repository))
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "NAME_UNKNOWN",
                $"repository '{path.Name}' is not here"
            );
            return;
        }
        if (repository.Find(path.Argument) is not { } held)
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "MANIFEST_UNKNOWN",
                $"'{path.Name}' has no manifest '{path.Argument}'"
            );
            return;
        }

        var response = context.Response;
        response.ContentType = held.Descriptor.MediaType;
        response.ContentLength = held.Descriptor.Size;
        Name(response, held.Descriptor.Digest);
        if (IsUnchanged(context, held.Descriptor.Digest))
            return;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var manifest = await content.ReadManifestAsync(path.Name, held.Descriptor, context.RequestAborted);
        await response.BodyWriter.WriteAsync(manifest.Bytes, context.RequestAborted);
    }

    public async Task BlobAsync(HttpContext context, RegistryPath path)
    {
        if (!Digest.TryParse(path.Argument, out var digest))
        {
            await RegistryAnswers.DigestInvalidAsync(context, path.Argument);
            return;
        }
        await using var blob = content.OpenBlob(path.Name, digest);
        if (blob is null)
        {
            await RegistryAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "BLOB_UNKNOWN", $"'{path.Name}' has no blob {digest}");
            return;
        }

        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        if (!ByteRange.TryResolve(RangeOf(context.Request, digest), blob.Length, out var range, out var partial))
        {
            response.Headers.ContentRange = $"bytes */{blob.Length}";
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status416RangeNotSatisfiable,
                "SIZE_INVALID",
                $"the blob is {blob.Length} bytes long"
            );
            return;
        }

        response.ContentType = "application/octet-stream";
        Name(response, digest);
        if (IsUnchanged(context, digest))
            return;
        response.ContentLength = range.Length;
        if (partial)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {range.Start}-{range.End}/{blob.Length}";
        }
        if (!HttpMethods.IsHead(context.Request.Method))
            await CopyAsync(blob, range, context);
    }

    /// <summary>Only a GET can ask for a part (RFC 9110, 14.2), and with <c>If-Range</c> only of the content that it names (13.1.5).</summary>
    private static string? RangeOf(HttpRequest request, Digest digest) =>
        HttpMethods.IsGet(request.Method) && (request.Headers.IfRange.Count == 0 || request.Headers.IfRange == $"\"{digest}\"")
            ? request.Headers.Range.ToString()
            : null;

    private static async Task CopyAsync(Stream blob, ByteRange range, HttpContext context)
    {
        blob.Position = range.Start;
        var writer = context.Response.BodyWriter;
        var progress = context.Features.Get<AnswerProgress>();
        for (var left = range.Length; left > 0; )
        {
            var memory = writer.GetMemory(ChunkSize);
            var read = await blob.ReadAsync(memory[..(int)Math.Min(memory.Length, left)], context.RequestAborted);
            if (read == 0)
                throw new EndOfStreamException($"a blob ended {left} bytes early");
            writer.Advance(read);
            left -= read;
            await writer.FlushAsync(context.RequestAborted);
            if (progress is not null)
                progress.Sent += read;
        }
    }

    private static void Name(HttpResponse response, Digest digest)
    {
        response.Headers["Docker-Content-Digest"] = digest.ToString();
        response.Headers.ETag = $"\"{digest}\"";
    }

    private static bool IsUnchanged(HttpContext context, Digest digest)
    {
        if (context.Request.Headers.IfNoneMatch != $"\"{digest}\"")
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        context.Response.ContentLength = null;
        return true;
    }
}
