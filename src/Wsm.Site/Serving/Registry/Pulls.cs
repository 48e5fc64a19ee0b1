using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Wsm.Oci.Content;
using Wsm.Oci.References;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Storage;

namespace Wsm.Site.Serving.Registry;

/// <summary>Manifests and blobs on their way out.</summary>
internal sealed class Pulls(IRegistryContent content)
{
    /// <summary>
    /// Large enough that handing over to the socket costs little beside the bytes, small enough to stay in a processor's cache; it is what
    /// a slow
    /// client holds of memory.
    /// </summary>
    private const int ChunkSize = 128 * 1024;

    /// <summary>Blobs of which a part was asked for and all was found right.</summary>
    private readonly ConcurrentDictionary<Digest, bool> _proved = [];

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
        {
            return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

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
        var asked = RangeOf(context.Request, digest);
        var (start, count) = asked is null ? (0, blob.Length) : Within(asked, blob.Length);
        if (asked is not null && count <= 0)
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
        {
            return;
        }

        response.ContentLength = count;
        if (asked is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {start}-{start + count - 1}/{blob.Length}";
        }
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await CopyAsync(blob, start, count, digest, context);
        }
    }

    /// <summary>
    /// The part that is asked for; null for all. Only a GET can ask for one (RFC 9110, 14.2), and with <c>If-Range</c> only of the content
    /// that it names (13.1.5). A header that is malformed or asks for several parts counts as "all", as 14.2 allows.
    /// </summary>
    private static RangeItemHeaderValue? RangeOf(HttpRequest request, Digest digest) =>
        HttpMethods.IsGet(request.Method)
        && (request.Headers.IfRange.Count == 0 || request.Headers.IfRange == $"\"{digest}\"")
        && RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)
        && range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
        && range.Ranges.Count == 1
            ? range.Ranges.Single()
            : null;

    /// <summary>Where the part lies; nothing of it where the count is not above zero.</summary>
    private static (long Start, long Count) Within(RangeItemHeaderValue asked, long length)
    {
        var start = asked.From ?? Math.Max(0, length - asked.To!.Value);
        var end = asked.From is null ? length - 1 : Math.Min(asked.To ?? long.MaxValue, length - 1);
        return (start, end - start + 1);
    }

    /// <summary>
    /// Hashes what it sends, and lets the last bytes go only when they are right: who pulls gets the blob that was asked for or a broken
    /// connection. A part alone proves nothing, so all of the blob is read before the first part of it is sent.
    /// </summary>
    private async Task CopyAsync(Stream blob, long start, long count, Digest digest, HttpContext context)
    {
        var isWhole = count == blob.Length;
        if (!isWhole && !_proved.ContainsKey(digest))
        {
            await ProveAsync(blob, digest, context.RequestAborted);
            _proved.TryAdd(digest, true);
        }

        blob.Position = start;
        using var hasher = new BlobHasher(digest.Algorithm);
        var writer = context.Response.BodyWriter;
        var progress = context.Features.Get<AnswerProgress>();
        for (var left = count; left > 0; )
        {
            var memory = writer.GetMemory(ChunkSize);
            var read = await blob.ReadAsync(memory[..(int)Math.Min(memory.Length, left)], context.RequestAborted);
            if (read == 0)
            {
                throw new EndOfStreamException($"a blob ended {left} bytes early");
            }

            hasher.Append(memory.Span[..read]);
            left -= read;
            if (isWhole && left == 0 && !hasher.Is(digest))
            {
                throw new IntegrityException($"blob {digest} is damaged where it lies; the connection was broken off before its end");
            }

            writer.Advance(read);
            await writer.FlushAsync(context.RequestAborted);
            if (progress is not null)
            {
                progress.Sent += read;
            }
        }
    }

    private static async Task ProveAsync(Stream blob, Digest digest, CancellationToken cancellationToken)
    {
        blob.Position = 0;
        using var hasher = new BlobHasher(digest.Algorithm);
        var buffer = new byte[ChunkSize];
        while (await blob.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            hasher.Append(buffer.AsSpan(0, read));
        }

        if (!hasher.Is(digest))
        {
            throw new IntegrityException($"blob {digest} is damaged where it lies; no part of it was sent");
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
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        context.Response.ContentLength = null;
        return true;
    }
}
