using System.Text;
using Microsoft.AspNetCore.Http;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Site.ChartStores;
using Wsm.Site.Serving.Http;

namespace Wsm.Site.Serving.Page;

/// <summary>The page at <c>/</c> with its style and script: nothing comes from anywhere else.</summary>
internal sealed class PageEndpoint(Bundle bundle, IReadOnlyList<ChartArchive> charts, IReadOnlyList<string> problems) : IEndpoint
{
    private readonly Dictionary<Digest, ChartRelease> _releases = charts
        .DistinctBy(chart => chart.Sha256)
        .ToDictionary(chart => Digest.Parse($"{Digest.Sha256}:{chart.Sha256}"), ChartRelease.Of);

    private readonly byte[] _style = Resource("page.css");
    private readonly byte[] _script = Resource("page.js");
    private readonly bool _lockIntact = LockFile.IsIntact(bundle.LockBytes.Span);

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        var (type, body) = request.Path.Value switch
        {
            "/" or "/index.html" => (
                "text/html",
                Encoding.UTF8.GetBytes(
                    new BundlePage(bundle.Lock, _releases, problems, _lockIntact, request.Scheme, request.Host.Value ?? "").ToHtml()
                )
            ),
            "/page.css" => ("text/css", _style),
            "/page.js" => ("text/javascript", _script),
            _ => ("", []),
        };
        if (type.Length == 0)
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        context.Response.ContentType = type + "; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }

        return true;
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(PageEndpoint).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
