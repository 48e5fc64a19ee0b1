using System.CommandLine;
using Wsm.Catalogs;
using Wsm.Charts;
using Wsm.Images;
using Wsm.Oci.Registry;

namespace Wsm.CommandLine;

/// <summary>The options of every command that starts from a product: which catalog, which chart, which values.</summary>
internal sealed class CatalogArguments
{
    private readonly Option<string?> _catalog = new("--catalog") { Description = "The catalog that says what the product is made of (default: W&B, built in).", HelpName = "FILE" };
    private readonly Option<string?> _chart = new("--chart") { Description = "One chart instead of a catalog: a folder, a .tgz, oci://HOST/PATH, or NAME@REPOSITORY-URL.", HelpName = "CHART" };
    private readonly Option<string?> _chartVersion = new("--chart-version") { Description = "Version or range for --chart, as helm writes it: 1.2.3, ^1.2, '>=1 <3'.", HelpName = "RANGE" };
    private readonly Option<string?> _releaseName = new("--release-name") { Description = "The release name to render --chart with.", HelpName = "NAME" };
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The namespace to render --chart with.", HelpName = "NAME" };
    private readonly Option<string[]> _values = new("--values", "-f") { Description = "Values over those of charts, channel and catalog (repeatable).", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_catalog, _chart, _chartVersion, _releaseName, _namespace, _values])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_catalog) is not null && result.GetValue(_chart) is not null)
            {
                result.AddError("--catalog and --chart exclude each other.");
            }

            foreach (var option in (Option<string?>[])[_chartVersion, _releaseName, _namespace])
            {
                if (result.GetValue(option) is not null && result.GetValue(_chart) is null)
                {
                    result.AddError($"{option.Name} goes with --chart.");
                }
            }
        });
    }

    public Catalog ReadCatalog(Call call)
    {
        if (call.Get(_chart) is { } chart)
        {
            var request = ChartReference.Parse(chart, call.Get(_chartVersion), call.Context.CurrentDirectory);
            return ChartCatalog.Of(request, call.Get(_releaseName), call.Get(_namespace));
        }

        return call.Get(_catalog) is { } file ? CatalogReader.ReadFile(call.Context.PathOf(file), file) : BuiltInCatalog.Read();
    }

    /// <param name="fetchCharts">Whether every chart is needed, not only those that are looked into.</param>
    public async Task<Resolution> ResolveAsync(Call call, Catalog catalog, RegistryOptions registries, bool fetchCharts, CancellationToken cancellationToken)
    {
        var options = new ResolveOptions { FetchCharts = fetchCharts, UserValues = [.. (call.Get(_values) ?? []).Select(file => ReadValues(call, file))] };
        var resolver = new CatalogResolver { Images = new ImageFinder() };
        return await resolver.ResolveAsync(catalog, options, cancellationToken).ConfigureAwait(false);
    }

    private static ValuesLayer ReadValues(Call call, string file)
    {
        var path = call.Context.PathOf(file);
        return File.Exists(path) ? new ValuesLayer(file, File.ReadAllText(path)) : throw UserError.Usage($"There is no values file {file}.");
    }
}
