using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wsm.Site.Serving.Http;

/// <summary><c>/healthz</c> for probes, open to everybody, and <c>/metrics</c> for Prometheus.</summary>
internal sealed class StatusEndpoint(ServeMetrics metrics) : IEndpoint
{
    internal const string HealthPath = "/healthz";
    private const string MetricsPath = "/metrics";

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!reads || context.Request.Path.Value is not (HealthPath or MetricsPath))
        {
            return false;
        }

        var health = context.Request.Path == HealthPath;
        var body = Encoding.UTF8.GetBytes(health ? "ok\n" : metrics.ToText());
        context.Response.ContentType = health ? "text/plain; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }

        return true;
    }
}
