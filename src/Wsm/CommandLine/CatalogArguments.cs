using System.CommandLine;
using Wsm.Caching;
using Wsm.Catalogs;
using Wsm.Channels;
using Wsm.Charts;
using Wsm.Images;
using Wsm.Oci.Registry;

namespace Wsm.CommandLine;

/// <summary>The options of every command that starts from a product: which catalog, which chart, which values.</summary>
internal sealed class CatalogArguments
{
    private const string ReportCandidates = "report";
    private const string IncludeCandidates = "include";

    private readonly Option<string?> _catalog = new("--catalog")
    {
        Description = "The catalog that says what the product is made of (default: W&B, built in).",
        HelpName = "FILE",
    };
    private readonly Option<string?> _chart = new("--chart")
    {
        Description = "One chart instead of a catalog: a folder, a .tgz, oci://HOST/PATH, or NAME@REPOSITORY-URL.",
        HelpName = "CHART",
    };
    private readonly Option<string?> _chartVersion = new("--chart-version")
    {
        Description = "Version or range for --chart, as helm writes it: 1.2.3, ^1.2, '>=1 <3'.",
        HelpName = "RANGE",
    };
    private readonly Option<string?> _releaseName = new("--release-name")
    {
        Description = "The release name to render --chart with.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _namespace = new("--namespace", "-n")
    {
        Description = "The namespace to render --chart with.",
        HelpName = "NAME",
    };
    private readonly ValuesArguments _values = new();
    private readonly Option<bool> _allComponents = new("--all-components")
    {
        Description = "Also what could be deployed: sub-charts that are switched off, with the switch that turns each on.",
    };
    private readonly Option<string> _candidates = new("--candidates")
    {
        Description =
            "References in variables, arguments and configuration that may be started too: 'report' them apart, or 'include' those that exist.",
        HelpName = "WHAT",
        DefaultValueFactory = _ => ReportCandidates,
    };
    private readonly Option<string?> _channelUrl = new("--channel-url")
    {
        Description = "Ask this release channel instead of the catalog's (also: $DEPLOYER_CHANNEL_URL).",
        HelpName = "URL",
    };
    private readonly Option<string?> _license = new("--license-file")
    {
        Description = "The licence to show to the release channel.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _release = new("--release")
    {
        Description = "The release to ask the channel for, instead of its newest.",
        HelpName = "ID",
    };
    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Look nothing up: use charts, tags and channel answers of earlier runs.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_catalog, _chart, _chartVersion, _releaseName, _namespace])
        {
            command.Add(option);
        }

        _values.AddTo(command);
        _candidates.AcceptOnlyFromAmong(ReportCandidates, IncludeCandidates);
        foreach (var option in (Option[])[_allComponents, _candidates, _channelUrl, _license, _release, _offline])
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

    /// <summary>Whether the person named a product to start from.</summary>
    public bool IsGiven(Call call) => call.Has(_catalog) || call.Has(_chart);

    /// <summary>Whether nothing is to be looked up.</summary>
    public bool IsOffline(Call call) => call.Get(_offline);

    /// <summary>The person's own values, lowest first.</summary>
    public IReadOnlyList<ValuesLayer> ReadValues(Call call) => _values.ReadLayers(call);

    public Catalog ReadCatalog(Call call)
    {
        if (call.Get(_chart) is { } chart)
        {
            var request = ChartReference.Parse(chart, call.Get(_chartVersion), call.Context.CurrentDirectory);
            if (request is LocalChart && call.Has(_chartVersion))
            {
                throw UserError.Usage($"--chart-version chooses among published versions; {chart} has only its own.");
            }

            return ChartCatalog.Of(request, call.Get(_releaseName), call.Get(_namespace));
        }

        return call.Get(_catalog) is { } file ? CatalogReader.ReadFile(call.Context.PathOf(file), file) : BuiltInCatalog.Read();
    }

    /// <param name="fetchCharts">Whether every chart is needed, not only those that are looked into.</param>
    public async Task<Resolution> ResolveAsync(
        Call call,
        Catalog catalog,
        RegistryOptions registries,
        bool fetchCharts,
        CancellationToken cancellationToken
    )
    {
        var options = new ResolveOptions
        {
            FetchCharts = fetchCharts,
            UserValues = ReadValues(call),
            AllComponents = call.Get(_allComponents),
        };
        var channel = ReadChannel(call);
        var cache = new ContentCache(ContentCache.StandardFolder(call.Context), call.Console.Detail);
        using var sources = new CatalogSources(registries, channel, cache);
        var resolver = new CatalogResolver
        {
            Charts = sources,
            Tags = sources,
            Channel = sources,
            Images = new ImageFinder(),
        };
        var resolution = await resolver
            .ResolveAsync(channel.AsksAnew ? catalog.WithoutChannelAnswers() : catalog, options, cancellationToken)
            .ConfigureAwait(false);
        return call.Get(_candidates) == IncludeCandidates
            ? await new CandidateCheck(sources.Registries, channel.Offline)
                .IncludeAsync(resolution, cancellationToken)
                .ConfigureAwait(false)
            : resolution;
    }

    private ChannelOptions ReadChannel(Call call)
    {
        var (text, origin) = call.Get(_channelUrl) is { } given
            ? (given, "--channel-url")
            : (call.Context.Variable("DEPLOYER_CHANNEL_URL"), "DEPLOYER_CHANNEL_URL");
        return new ChannelOptions
        {
            Override = text is null ? null : ReadAddress(text, origin),
            Release = call.Get(_release),
            License = call.Get(_license) is { } file ? ReadLicense(call, file) : null,
            Offline = call.Get(_offline),
            AsksAnew = call.Has(_channelUrl) || call.Has(_release),
        };
    }

    private static Uri ReadAddress(string text, string origin) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw UserError.Usage(
                $"{origin} is not an http or https address without credentials.",
                "A licence is given with --license-file."
            );

    private static string ReadLicense(Call call, string file)
    {
        var path = call.Context.PathOf(file);
        var license = File.Exists(path) ? File.ReadAllText(path).Trim() : throw UserError.Usage($"There is no licence file {file}.");
        return license.Length > 0 && !license.Any(char.IsControl)
            ? license
            : throw UserError.Usage($"The licence file {file} does not hold one licence on one line.");
    }
}
