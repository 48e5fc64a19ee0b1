using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Wsm.Oci.References;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Storage;

namespace Wsm.Site.Serving.Registry;

/// <summary>Blobs on their way in: the upload requests.</summary>
internal sealed class Pushes(IRegistryContent content, LayoutStore uploads)
{
    private readonly ManifestPushes _manifests = new(content, uploads);

    public Task ManifestAsync(HttpContext context, RegistryPath path) => _manifests.PutAsync(context, path);

    /// <summary>POST: a mount where the blob is already here, a whole blob with <c>?digest=</c>, or a new upload session.</summary>
    public async Task BeginAsync(HttpContext context, string name)
    {
        var query = context.Request.Query;
        if (query["mount"].ToString() is { Length: > 0 } mount)
        {
            if (!Digest.TryParse(mount, out var wanted))
            {
                await RegistryAnswers.DigestInvalidAsync(context, mount);
                return;
            }
            // The repositories share their blobs, so that any "from", or none, will do.
            await using var blob = content.OpenBlob(name, wanted);
            if (blob is not null)
            {
                Created(context, name, wanted);
                return;
            }
        }

        if (uploads.TryBegin(context.Connection.RemoteIpAddress?.ToString()) is not { } session)
        {
            context.Response.Headers.RetryAfter = "60";
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status429TooManyRequests,
                "TOOMANYREQUESTS",
                "too many uploads are under way; unfinished ones are dropped an hour after their last byte"
            );
            return;
        }
        if (query["digest"].ToString() is not { Length: > 0 })
        {
            Accepted(context, name, session, StatusCodes.Status202Accepted);
            return;
        }
        var ended = false;
        await session.Gate.WaitAsync(context.RequestAborted);
        try
        {
            ended = await FinishAsync(context, name, session);
        }
        finally
        {
            // Nobody knows this session's address, so nobody could go on with it.
            if (!ended)
            {
                uploads.Abandon(session);
            }
        }
    }

    /// <summary>GET, PATCH, PUT and DELETE of one upload session.</summary>
    public async Task UploadAsync(HttpContext context, RegistryPath path)
    {
        if (uploads.Find(path.Argument) is not { } session)
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "BLOB_UPLOAD_UNKNOWN",
                "no such upload; it was finished, dropped, or began before a restart"
            );
            return;
        }

        var method = context.Request.Method;
        if (HttpMethods.IsGet(method))
        {
            Accepted(context, path.Name, session, StatusCodes.Status204NoContent);
            return;
        }
        if (!await session.Gate.WaitAsync(0))
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status409Conflict,
                "BLOB_UPLOAD_INVALID",
                "another request is writing to this upload"
            );
            return;
        }

        var ended = false;
        try
        {
            if (HttpMethods.IsPatch(method))
            {
                await AppendAsync(context, path.Name, session);
            }
            else if (HttpMethods.IsPut(method))
            {
                ended = await FinishAsync(context, path.Name, session);
            }
            else if (HttpMethods.IsDelete(method))
            {
                uploads.Abandon(session);
                ended = true;
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
            else
            {
                await RegistryAnswers.NotAllowedAsync(context, "GET, PATCH, PUT, DELETE");
            }
        }
        finally
        {
            if (!ended)
            {
                session.Gate.Release();
            }
        }
    }

    private static async Task AppendAsync(HttpContext context, string name, PushSession session)
    {
        if (!await FollowsAsync(context, name, session))
        {
            return;
        }

        await session.AppendAsync(context.Request.BodyReader, context.RequestAborted);
        Accepted(context, name, session, StatusCodes.Status202Accepted);
    }

    /// <summary>True when the session is over, whatever came of it.</summary>
    private async Task<bool> FinishAsync(HttpContext context, string name, PushSession session)
    {
        var text = context.Request.Query["digest"].ToString();
        if (!Digest.TryParse(text, out var digest))
        {
            await RegistryAnswers.DigestInvalidAsync(context, text);
            return false;
        }
        if (!await FollowsAsync(context, name, session))
        {
            return false;
        }

        await session.AppendAsync(context.Request.BodyReader, context.RequestAborted);

        if (await uploads.CommitAsync(session, digest, context.RequestAborted))
        {
            Created(context, name, digest);
        }
        else
        {
            await RegistryAnswers.DigestInvalidAsync(context, text);
        }

        return true;
    }

    /// <summary>Whether the chunk begins where the upload stands; otherwise 416 has been answered, with where it does stand.</summary>
    private static async Task<bool> FollowsAsync(HttpContext context, string name, PushSession session)
    {
        var header = context.Request.Headers.ContentRange.ToString();
        if (header.Length == 0)
        {
            return true;
        }

        if (
            ContentRangeHeaderValue.TryParse(Complete(header), out var range)
            && range.HasRange
            && range.From == session.Length
            && (context.Request.ContentLength is not { } length || length == range.To - range.From + 1)
        )
        {
            return true;
        }

        Place(context, name, session);
        await RegistryAnswers.ErrorAsync(
            context,
            StatusCodes.Status416RangeNotSatisfiable,
            "BLOB_UPLOAD_INVALID",
            $"the upload stands at {session.Length} bytes"
        );
        return false;
    }

    /// <summary>
    /// The distribution specification leaves out what RFC 9110 has around the bytes: <c>0-99</c> stands for <c>bytes 0-99/*</c>.
    /// </summary>
    private static string Complete(string range) =>
        $"{(range.Contains(' ', StringComparison.Ordinal) ? "" : "bytes ")}{range}{(range.Contains('/', StringComparison.Ordinal) ? "" : "/*")}";

    private static void Created(HttpContext context, string name, Digest digest)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{name}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        context.Response.ContentLength = 0;
    }

    private static void Accepted(HttpContext context, string name, PushSession session, int status)
    {
        context.Response.StatusCode = status;
        Place(context, name, session);
        if (status != StatusCodes.Status204NoContent)
        {
            context.Response.ContentLength = 0;
        }
    }

    private static void Place(HttpContext context, string name, PushSession session)
    {
        var headers = context.Response.Headers;
        headers.Location = $"/v2/{name}/blobs/uploads/{session.Id}";
        headers.Range = $"0-{Math.Max(0, session.Length - 1)}";
        headers["Docker-Upload-UUID"] = session.Id;
    }
}
