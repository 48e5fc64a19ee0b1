using Microsoft.AspNetCore.Http;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Storage;

namespace Wsm.Site.Serving.Registry;

/// <summary>
/// The distribution API (specification 1.1) over some content: pull always, push where uploads are given; nothing is ever deleted.
/// </summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md</remarks>
public sealed class RegistryEndpoint(IRegistryContent content, LayoutStore? uploads = null) : IEndpoint
{
    private readonly Pulls _pulls = new(content);
    private readonly Listings _listings = new(content);
    private readonly Pushes? _pushes = uploads is null ? null : new Pushes(content, uploads);

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var text = context.Request.Path.Value ?? "";
        if (text != "/v2" && !text.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return false;
        }

        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        if (!RegistryPath.TryParse(text, out var path))
        {
            await RegistryAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "NAME_UNKNOWN", "no such path");
        }
        else if (path.Name.Length > 0 && !RegistryNames.IsRepository(path.Name))
        {
            await RegistryAnswers.NameInvalidAsync(context, path.Name);
        }
        else if (path.Room is not (RegistryRoom.Ping or RegistryRoom.Catalog) && path.Name.Length == 0)
        {
            await RegistryAnswers.NameInvalidAsync(context, path.Name);
        }
        else
        {
            await DispatchAsync(context, Resolved(context, path));
        }

        return true;
    }

    /// <summary>A mirror is asked for <c>/v2/a/b/…?ns=quay.io</c> where the image is called <c>quay.io/a/b</c>.</summary>
    private RegistryPath Resolved(HttpContext context, RegistryPath path)
    {
        if (path.Name.Length == 0 || context.Request.Query["ns"].ToString() is not { Length: > 0 } source || !IsHost(source))
        {
            return path;
        }

        context.Response.Headers["OCI-Namespace"] = source;
        return path with { Name = content.Resolve(path.Name, source) };
    }

    /// <summary>It goes back in a header, so it may hold nothing but what a host and port are made of.</summary>
    private static bool IsHost(string text) =>
        text.Length <= 255 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']');

    private Task DispatchAsync(HttpContext context, RegistryPath path)
    {
        var method = context.Request.Method;
        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        return path.Room switch
        {
            RegistryRoom.Ping when reads => RegistryAnswers.JsonAsync(context, StatusCodes.Status200OK, json =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }),
            RegistryRoom.Catalog when reads => _listings.CatalogAsync(context),
            RegistryRoom.Tags when reads => _listings.TagsAsync(context, path.Name),
            RegistryRoom.Referrers when reads => _listings.ReferrersAsync(context, path),
            RegistryRoom.Manifest when reads => _pulls.ManifestAsync(context, path),
            RegistryRoom.Blob when reads => _pulls.BlobAsync(context, path),
            RegistryRoom.Manifest when _pushes is not null && HttpMethods.IsPut(method) => _pushes.ManifestAsync(context, path),
            RegistryRoom.Uploads when _pushes is not null && HttpMethods.IsPost(method) => _pushes.BeginAsync(context, path.Name),
            RegistryRoom.Upload when _pushes is not null => _pushes.UploadAsync(context, path),
            _ => RegistryAnswers.NotAllowedAsync(context, "GET, HEAD"),
        };
    }
}
