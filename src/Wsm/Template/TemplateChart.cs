using Wsm.Caching;
using Wsm.Charts;
using Wsm.CommandLine;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Oci.Registry;

namespace Wsm.Template;

/// <summary>Gets the chart that the command names, from this machine or from where charts are published.</summary>
internal static class TemplateChart
{
    /// <exception cref="ChartException">It is no chart.</exception>
    public static async Task<Chart> LoadAsync(string chart, string? version, RegistryArguments registry, Call call, CancellationToken cancellationToken)
    {
        var request = ChartReference.Parse(chart, version, call.Context.CurrentDirectory);
        var loader = new ChartLoader();
        if (request is LocalChart local)
            return loader.Load(local.Path);

        var options = registry.Read(call);
        var cache = new ContentCache(ContentCache.StandardFolder(call.Context), call.Console.Detail);
        using var client = new RegistryClient(options);
        using var documents = new DocumentClient(options);
        var sources = new ChartSources(new RepositoryCharts(documents, options.Credentials, cache, offline: false), new OciCharts(client, cache, offline: false), new LocalCharts());
        var fetched = await sources.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        return loader.LoadArchive(fetched.Archive);
    }
}
