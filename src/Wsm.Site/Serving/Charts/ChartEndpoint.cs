using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Wsm.Product.Sources;
using Wsm.Site.ChartStores;
using Wsm.Site.Serving.Http;

namespace Wsm.Site.Serving.Charts;

/// <summary>A chart repository over some charts: <c>index.yaml</c>, the archives, and where allowed ChartMuseum's way to add one.</summary>
/// <remarks>https://github.com/helm/chartmuseum#api</remarks>
public sealed class ChartEndpoint(IChartShelf charts, ChartStoreFolder? uploads = null) : IEndpoint
{
    private const string ApiPath = "/api/charts";
    private const string ProvenancePath = "/api/prov";

    /// <summary>One chart at a time is taken into memory, with all that it unpacks to.</summary>
    private static readonly SemaphoreSlim Parsing = new(1, 1);

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var method = context.Request.Method;
        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        if (path == "/index.yaml" && reads)
        {
            await IndexAsync(context);
        }
        else if (path.StartsWith("/charts/", StringComparison.Ordinal) && reads)
        {
            await ArchiveAsync(context, path["/charts/".Length..]);
        }
        else if (path == ApiPath && reads)
        {
            await ListAsync(context);
        }
        else if (path.StartsWith(ApiPath + "/", StringComparison.Ordinal) && reads)
        {
            await DescribeAsync(context, path[(ApiPath.Length + 1)..].Split('/'));
        }
        else if (path == ApiPath && HttpMethods.IsPost(method) && uploads is not null)
        {
            await AddAsync(context, uploads);
        }
        else if (path == ProvenancePath && HttpMethods.IsPost(method) && uploads is not null)
        {
            await AddProvenanceAsync(context, uploads);
        }
        else
        {
            return false;
        }

        return true;
    }

    private async Task IndexAsync(HttpContext context)
    {
        var index = await charts.ReadIndexAsync(context.RequestAborted);
        // The index names files beside itself; here they stand under /charts/.
        await WriteAsync(context, 200, "application/x-yaml", Encoding.UTF8.GetBytes(index.WithUrlPrefix("charts/").ToYaml()));
    }

    private async Task ArchiveAsync(HttpContext context, string name)
    {
        if (await charts.ReadAsync(name, context.RequestAborted) is { } bytes)
        {
            await WriteAsync(context, 200, "application/gzip", bytes);
        }
        else
        {
            await ErrorAsync(context, 404, "not found");
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        var index = await charts.ReadIndexAsync(context.RequestAborted);
        await JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            foreach (var chart in index.All().GroupBy(entry => entry.Name))
            {
                json.WriteStartArray(chart.Key);
                foreach (var (name, version, _) in chart)
                {
                    WriteChart(json, index, name, version);
                }

                json.WriteEndArray();
            }
            json.WriteEndObject();
        });
    }

    private async Task DescribeAsync(HttpContext context, string[] parts)
    {
        var index = await charts.ReadIndexAsync(context.RequestAborted);
        if (parts is [var name, var version] && index.DigestOf(name, version) is not null)
        {
            await JsonAsync(context, 200, json => WriteChart(json, index, name, version));
        }
        else
        {
            await ErrorAsync(context, 404, "chart not found");
        }
    }

    private static async Task AddAsync(HttpContext context, ChartStoreFolder folder)
    {
        using var uploaded = await UploadedChart.ReadAsync(context, folder.Guarded);
        if (uploaded is null)
        {
            await ErrorAsync(context, 400, "the request holds no chart");
            return;
        }

        await Parsing.WaitAsync(context.RequestAborted);
        try
        {
            var outcome = await folder.AddAsync(
                ChartArchive.Parse(uploaded.ReadBytes()),
                context.Request.Query.ContainsKey("force"),
                context.RequestAborted
            );
            if (outcome == ChartOutcome.Pushed)
            {
                await JsonAsync(context, 201, WriteSaved);
            }
            else
            {
                await ErrorAsync(context, 409, "file already exists");
            }
        }
        catch (InvalidDataException e)
        {
            await ErrorAsync(context, 400, e.Message);
        }
        finally
        {
            Parsing.Release();
        }
    }

    /// <summary>The message itself says what it is about.</summary>
    private static async Task AddProvenanceAsync(HttpContext context, ChartStoreFolder folder)
    {
        using var uploaded = await UploadedChart.ReadAsync(context, folder.Guarded);
        var bytes = uploaded?.ReadBytes();
        if (bytes is null || ChartProvenance.Of(bytes) is null || ChartProvenance.Subject(bytes) is not var (name, version))
        {
            await ErrorAsync(context, 400, "the request holds no provenance of a chart");
            return;
        }

        var archive = $"{name}-{version}.tgz";
        if (await folder.ReadAsync(archive, context.RequestAborted) is null)
        {
            await ErrorAsync(context, 400, $"there is no {archive}");
            return;
        }

        if (
            await folder.ReadAsync(archive + ChartProvenance.Suffix, context.RequestAborted) is { } held
            && !held.AsSpan().SequenceEqual(bytes)
            && !context.Request.Query.ContainsKey("force")
        )
        {
            await ErrorAsync(context, 409, "file already exists");
            return;
        }

        await folder.AddAsync(archive, bytes, context.RequestAborted);
        await JsonAsync(context, 201, WriteSaved);
    }

    private static void WriteSaved(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("saved", true);
        json.WriteEndObject();
    }

    private static void WriteChart(Utf8JsonWriter json, ChartIndex index, string name, string version)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("version", version);
        json.WriteString("digest", index.DigestOf(name, version));
        json.WriteEndObject();
    }

    private static Task ErrorAsync(HttpContext context, int status, string message) => JsonAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            json.WriteEndObject();
        });

    private static Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return WriteAsync(context, status, "application/json", buffer.ToArray());
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
