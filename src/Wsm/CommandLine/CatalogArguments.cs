using System.CommandLine;
using System.CommandLine.Parsing;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Caching;
using Wsm.Product.Catalogs;
using Wsm.Product.Channels;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Site.WeightsAndBiases;

namespace Wsm.CommandLine;

/// <summary>The options of every command that starts from a product: which catalog, which chart, which values.</summary>
internal sealed class CatalogArguments
{
    private const string ReportCandidates = "report";
    private const string IncludeCandidates = "include";
    private const string IncludeAllCandidates = "include=low";

    private readonly Option<string?> _catalog = new("--catalog")
    {
        Description = "The catalog that says what the product is made of: a file, or one that is built in (default: wandb; also wandb-v2).",
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
    private IReadOnlyList<Option> _all = [];
    private readonly SourceArguments _sources = new();
    private readonly bool _forResource;
    private readonly ValuesArguments _values = new();
    private readonly ClusterArguments _cluster = new();
    private readonly Option<string[]> _imageFields = new("--image-fields")
    {
        Description = "Where resources of further kinds name images, as in manifests/image-fields.yaml (repeatable).",
        HelpName = "FILE",
    };
    private readonly Option<bool> _allComponents = new("--all-components")
    {
        Description = "Also what could be deployed: sub-charts that are switched off, with the switch that turns each on.",
    };
    private readonly Option<string> _candidates = new("--candidates")
    {
        Description =
            "References in variables, arguments and configuration that may be started too: 'report' them apart, 'include' those that are "
            + "likely and exist, or 'include=low' the doubtful ones too.",
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
        Description = "The release to ask the channel for, or with wandb-v2 the server version, instead of the newest.",
        HelpName = "ID",
    };
    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description =
            "Leave these images out: a reference or a part of one with * (repeatable). What is left out is named in the list, the bundle, "
            + "the report and the proof.",
        HelpName = "PATTERN",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Look nothing up: use charts, tags and channel answers of earlier runs.",
    };

    /// <param name="forResource">The namespace may also be that of a custom resource, for which no chart need be named.</param>
    public CatalogArguments(bool forResource = false)
    {
        _forResource = forResource;
        if (forResource)
        {
            _namespace.Description = "The namespace to render --chart with, or that of the custom resource.";
        }
    }

    /// <summary>The namespace that was given; null where none was.</summary>
    public string? ReadNamespace(Invocation call) => call.Get(_namespace);

    public void AddTo(Command command)
    {
        var others = command.Options.ToList();
        foreach (var option in (Option[])[_catalog, _chart, _chartVersion, _releaseName, _namespace])
        {
            command.Add(option);
        }

        _sources.AddTo(command);
        _values.AddTo(command);
        _cluster.AddTo(command);
        command.Add(_imageFields);
        _candidates.AcceptOnlyFromAmong(ReportCandidates, IncludeCandidates, IncludeAllCandidates);
        foreach (var option in (Option[])[_allComponents, _candidates, _exclude, _channelUrl, _license, _release, _offline])
        {
            command.Add(option);
        }

        _all = [.. command.Options.Except(others)];
        command.Validators.Add(result =>
        {
            if (result.GetValue(_catalog) is not null && result.GetValue(_chart) is not null)
            {
                result.AddError("--catalog and --chart cannot be combined.");
            }

            if (result.GetValue(_catalog) is not null && _sources.FirstGiven(result) is { } source)
            {
                result.AddError($"--catalog and {source} cannot be combined: a catalog names such sources itself.");
            }

            foreach (var option in (Option<string?>[])[_chartVersion, _releaseName, .. _forResource ? [] : new[] { _namespace }])
            {
                if (result.GetValue(option) is not null && result.GetValue(_chart) is null)
                {
                    result.AddError($"{option.Name} goes with --chart.");
                }
            }
        });
    }

    /// <summary>Whether the person named a product to start from.</summary>
    public bool IsGiven(Invocation call) => call.Has(_catalog) || call.Has(_chart) || _sources.IsGiven(call);

    /// <summary>The name of an option of these that was written; null when none was.</summary>
    public string? FirstGiven(CommandResult result) => _all.FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Whether nothing is to be looked up.</summary>
    public bool IsOffline(Invocation call) => call.Get(_offline);

    /// <summary>The person's own values, lowest first.</summary>
    public async Task<IReadOnlyList<ValuesLayer>> ReadValuesAsync(
        Invocation call,
        RegistryOptions registries,
        CancellationToken cancellationToken
    )
    {
        await _values.FetchAsync(call, registries, cancellationToken).ConfigureAwait(false);
        return _values.ReadLayers(call);
    }

    public Catalog ReadCatalog(Invocation call)
    {
        var sources = _sources.Read(call);
        if (call.Get(_chart) is { } chart)
        {
            var request = ChartReference.Parse(chart, call.Get(_chartVersion), call.Context.CurrentDirectory);
            if (request is LocalChart && call.Has(_chartVersion))
            {
                throw UserError.Usage($"--chart-version chooses among published versions; {chart} has only its own.");
            }

            return ChartCatalog.Of([ChartCatalog.ComponentOf(request, call.Get(_releaseName), call.Get(_namespace)), .. sources]);
        }

        return call.Get(_catalog) is null && sources.Count > 0 ? ChartCatalog.Of(sources) : ReadCatalog(call, call.Get(_catalog));
    }

    /// <param name="named">As it was written; null for the one that is used where none is named.</param>
    public static Catalog ReadCatalog(Invocation call, string? named) =>
        named switch
        {
            null => BuiltInCatalog.Read(),
            // A file of that name goes first: it is what the person sees.
            var name when BuiltInCatalog.Names.Contains(name) && !Path.Exists(call.Context.PathOf(name)) => BuiltInCatalog.Read(name),
            var file => CatalogReader.ReadFile(call.Context.PathOf(file), file),
        };

    /// <param name="fetchCharts">Whether every chart is needed, not only those that are looked into.</param>
    public async Task<Resolution> ResolveAsync(
        Invocation call,
        Catalog catalog,
        RegistryOptions registries,
        bool fetchCharts,
        CancellationToken cancellationToken
    )
    {
        var options = new ResolveOptions
        {
            FetchCharts = fetchCharts,
            UserValues = GivenSettings
                .Of(
                    await ReadValuesAsync(call, registries, cancellationToken).ConfigureAwait(false),
                    [.. catalog.Components.Select(component => component.Name)],
                    Emits.GenerationOf(catalog.Components.Select(component => component.Emit))
                )
                .Layers,
            AllComponents = call.Get(_allComponents),
            Cluster = _cluster.Read(call),
            ImageFields = [.. (call.Get(_imageFields) ?? []).SelectMany(file => ReadImageFields(call, file))],
            Release = call.Get(_release),
        };
        var channel = ReadChannel(call);
        var cache = new ContentCache(ContentCache.StandardFolder(call.Context.Variable), call.Console.Detail);
        using var sources = new CatalogSources(registries, channel, cache, whole: fetchCharts, call.Console.Warn);
        var resolution = await sources
            .ResolverFor(call)
            .ResolveAsync(channel.AsksAnew ? catalog.WithoutChannelAnswers() : catalog, options, cancellationToken)
            .ConfigureAwait(false);
        var candidates = call.Get(_candidates);
        var whole = candidates is IncludeCandidates or IncludeAllCandidates
            ? await new CandidateCheck(sources.Registries, channel.Offline, doubtful: candidates == IncludeAllCandidates)
                .IncludeAsync(resolution, cancellationToken)
                .ConfigureAwait(false)
            : resolution;
        return whole.Without(
            [.. catalog.Exclude, .. (call.Get(_exclude) ?? []).Select(pattern => new ExcludeRule(pattern, "--exclude"))],
            rule => call.Console.Warn($"no image matches {rule.Pattern}, which was to be excluded")
        );
    }

    private static IReadOnlyList<ImageFieldRow> ReadImageFields(Invocation call, string file)
    {
        var path = call.Context.PathOf(file);
        return File.Exists(path)
            ? ImageFieldReader.Read(File.ReadAllText(path), file)
            : throw UserError.Usage($"There is no file of image fields {file}.");
    }

    private ChannelOptions ReadChannel(Invocation call)
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

    private static string ReadLicense(Invocation call, string file)
    {
        var path = call.Context.PathOf(file);
        var license = File.Exists(path) ? File.ReadAllText(path).Trim() : throw UserError.Usage($"There is no licence file {file}.");
        return license.Length > 0 && !license.Any(char.IsControl)
            ? license
            : throw UserError.Usage($"The licence file {file} does not hold one licence on one line.");
    }
}
