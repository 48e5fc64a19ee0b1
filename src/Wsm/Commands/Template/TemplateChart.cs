using Wsm.CommandLine;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Caching;
using Wsm.Product.Channels;
using Wsm.Product.Sources;

namespace Wsm.Commands.Template;

/// <summary>Gets the chart that the command names, from this machine or from where charts are published.</summary>
internal static class TemplateChart
{
    /// <exception cref="ChartException">It is no chart.</exception>
    public static async Task<Chart> LoadAsync(
        string chart,
        string? version,
        RegistryOptions options,
        Invocation call,
        CancellationToken cancellationToken
    )
    {
        var request = ChartReference.Parse(chart, version, call.Context.CurrentDirectory);
        var loader = new ChartLoader();
        if (request is LocalChart local)
        {
            return loader.Load(local.Path);
        }

        var cache = new ContentCache(ContentCache.StandardFolder(call.Context.Variable), call.Console.Detail);
        using var sources = new CatalogSources(options, new ChannelOptions(), cache, whole: false, call.Console.Warn);
        var fetched = await sources.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        return loader.LoadArchive(fetched.Archive);
    }
}
