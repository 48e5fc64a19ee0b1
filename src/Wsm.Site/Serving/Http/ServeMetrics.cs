using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Wsm.Site.Serving.Http;

/// <summary>Counts of what was served, in Prometheus' text format.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/</remarks>
internal sealed class ServeMetrics(int images, int charts)
{
    private static readonly HashSet<string> Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    private readonly ConcurrentDictionary<(string Method, int Status), long> _requests = [];
    private long _bytes;
    private long _failures;
    private long _aborted;

    public void Count(ServedRequest request)
    {
        // Whatever a client calls its method, the number of series stays small.
        var method = Methods.Contains(request.Method) ? request.Method : "other";
        _requests.AddOrUpdate((method, request.Status), 1, static (_, count) => count + 1);
        Interlocked.Add(ref _bytes, request.Bytes);
        if (request.Aborted)
        {
            Interlocked.Increment(ref _aborted);
        }

        if (request.Failure is not null)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    public string ToText()
    {
        var text = new StringBuilder();
        Head(text, "wsm_http_requests_total", "counter", "Answered requests.");
        foreach (
            var ((method, status), count) in _requests
                .OrderBy(pair => pair.Key.Method, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Status)
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"wsm_http_requests_total{{method=\"{method}\",status=\"{status}\"}} {count}\n");
        }

        Single(text, "wsm_http_response_bytes_total", "counter", "Bytes of bodies that were sent.", Interlocked.Read(ref _bytes));
        Single(
            text,
            "wsm_http_aborted_total",
            "counter",
            "Responses that the client did not wait for, or was too slow for.",
            Interlocked.Read(ref _aborted)
        );
        Single(text, "wsm_http_failures_total", "counter", "Responses that could not be completed.", Interlocked.Read(ref _failures));
        Single(text, "wsm_bundle_images", "gauge", "Images in the bundle.", images);
        Single(text, "wsm_bundle_charts", "gauge", "Charts in the bundle.", charts);
        return text.ToString();
    }

    private static void Single(StringBuilder text, string name, string type, string help, long value)
    {
        Head(text, name, type, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
}
