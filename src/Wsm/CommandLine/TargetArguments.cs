using System.CommandLine;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;
using Wsm.Site.Relocations;

namespace Wsm.CommandLine;

/// <summary>The options of every command that has to do with where things are inside: registry, relocation rules, chart store.</summary>
internal sealed class TargetArguments
{
    private readonly Option<string?> _registry;
    private const string MaxDepth = "max-depth=";
    private const string DockerV2S2 = "docker-v2s2";
    private readonly Option<string> _style = CreateStyle();

    private readonly Option<string[]> _maps = new("--map")
    {
        Description = "A rule for some images: 'quay.io/prometheus/*=HOST/mon/*' (repeatable; the first match applies).",
        HelpName = "PATTERN=TARGET",
    };
    private readonly Option<string?> _convert = new("--convert")
    {
        Description = "docker-v2s2: for a registry that refuses OCI's media types, images become Docker's schema 2, with other digests.",
        HelpName = "FORMAT",
    };
    private readonly Option<string?> _pull = new("--pull-registry")
    {
        Description = "The address the cluster pulls from, if it differs from the one pushed to.",
        HelpName = "HOST[:PORT][/PREFIX]",
    };
    private readonly Option<string?> _charts = new("--charts")
    {
        Description = "Where the charts go: oci://HOST/PATH, the address of a chart repository, or a folder.",
        HelpName = "PLACE",
    };
    private readonly Option<string> _chartsKind = Choice<ChartStoreKind>(
        "--charts-kind",
        "What kind of chart store --charts is, where it cannot be detected: oci, folder, chartmuseum, nexus, artifactory, "
            + "gitea, forgejo or gitlab.",
        "KIND"
    );

    /// <param name="registryName">The first name of the option for the registry; <c>--registry</c> is always one.</param>
    public TargetArguments(string registryName = "--registry")
    {
        RegistryName = registryName;
        string[] others = registryName == "--registry" ? ["-r"] : ["--registry", "-r"];
        _registry = new Option<string?>(registryName, others)
        {
            Description = "The registry inside, optionally with a path prefix.",
            HelpName = "HOST[:PORT][/PREFIX]",
        };
        _convert.AcceptOnlyFromAmong(DockerV2S2);
        foreach (var option in (Option<string?>[])[_registry, _pull, _charts])
        {
            AddressSecrets.RefuseIn(option);
        }
    }

    public string RegistryName { get; }

    public IReadOnlyList<Option> Options => [_registry, _style, _maps, _convert, _pull, _charts, _chartsKind];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Add(option);
        }
    }

    /// <summary>Only what says where images are pushed to.</summary>
    public void AddImagesTo(Command command)
    {
        foreach (var option in (Option[])[_registry, _style, _maps])
        {
            command.Add(option);
        }
    }

    /// <summary>Null where neither a registry nor a rule was given.</summary>
    public RelocationOptions? ReadRelocation(Invocation call)
    {
        var maps = call.Get(_maps) ?? [];
        if (call.Get(_registry) is null && maps.Length == 0)
        {
            return null;
        }

        return new RelocationOptions
        {
            Registry = call.Get(_registry),
            Style = StyleOf(call.Get(_style)!),
            MaxDepth = call.Get(_style)!.StartsWith(MaxDepth, StringComparison.Ordinal)
                ? int.Parse(call.Get(_style)![MaxDepth.Length..], System.Globalization.CultureInfo.InvariantCulture)
                : new RelocationOptions().MaxDepth,
            Maps = maps,
            Convert = call.Get(_convert) is null ? ImageConversion.None : ImageConversion.DockerV2S2,
            PullRegistry = call.Get(_pull),
        };
    }

    /// <summary>
    /// HOST[:PORT] that a user name on the command line is meant for: the registry's, else the chart store's; null where there is neither.
    /// </summary>
    public string? ReadHost(Invocation call)
    {
        var place = call.Get(_registry) ?? call.Get(_charts) ?? "";
        if (place.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
        {
            place = place[(scheme + 3)..];
        }

        return place.Split('/')[0] is { Length: > 0 } host ? host : null;
    }

    /// <summary>The address as written, or a folder as an absolute path.</summary>
    public string? ReadCharts(Invocation call)
    {
        if (call.Get(_charts) is not { Length: > 0 } place)
        {
            return null;
        }

        if (place.Contains("://", StringComparison.Ordinal) || ReadChartsKind(call) == ChartStoreKind.Oci)
        {
            return place;
        }

        var folder = call.Context.PathOf(place);
        if (LooksLikeAddress(place) && !Directory.Exists(folder))
        {
            throw UserError.Usage(
                $"--charts {place} looks like an address, and would be a folder.",
                "Write "
                    + $"oci://{(place.StartsWith("oci", StringComparison.Ordinal) && place.Length > 3 && place[3] is ':' or '/' ? place[3..].TrimStart(':', '/') : place)} for a registry, https://… for a chart repository, or ./{place} for the folder."
            );
        }

        return folder;
    }

    /// <summary>A first part with a port or a domain, as no folder has that somebody keeps charts in.</summary>
    private static bool LooksLikeAddress(string place) =>
        place.Split('/') is [{ Length: > 0 } first, ..]
        && first[0] != '.'
        && !Path.IsPathRooted(place)
        && (
            first.Contains(':', StringComparison.Ordinal)
            || first == "oci"
            || (place.Contains('/', StringComparison.Ordinal) && first.Contains('.', StringComparison.Ordinal))
        );

    public ChartStoreKind ReadChartsKind(Invocation call) => Enum.Parse<ChartStoreKind>(call.Get(_chartsKind)!, ignoreCase: true);

    private static Option<string> CreateStyle()
    {
        string[] names = ["strip", "keep", "flat"];
        var option = new Option<string>("--path-style")
        {
            Description =
                "Where quay.io/a/b/c goes: strip makes it PREFIX/a/b/c, keep PREFIX/quay.io/a/b/c, flat PREFIX/c, max-depth=2 PREFIX/a-b-c "
                + "(so many parts at most, the prefix included).",
            HelpName = "STYLE",
            DefaultValueFactory = _ => names[0],
        };
        option.CompletionSources.Add([.. names, MaxDepth + "2"]);
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>() ?? "";
            if (
                !names.Contains(text)
                && !(
                    text.Length == MaxDepth.Length + 1
                    && text.StartsWith(MaxDepth, StringComparison.Ordinal)
                    && text[^1] is >= '1' and <= '9'
                )
            )
            {
                result.AddError($"--path-style '{text}' is none of {string.Join(", ", names)}, and not {MaxDepth}N with N from 1 to 9.");
            }
        });
        return option;
    }

    private static PathStyle StyleOf(string text) =>
        text.StartsWith(MaxDepth, StringComparison.Ordinal) ? PathStyle.MaxDepth : Enum.Parse<PathStyle>(text, ignoreCase: true);

    /// <summary>One of an enumeration's names in small letters; its first is the default.</summary>
    private static Option<string> Choice<T>(string name, string description, string helpName)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => names[0],
        };
        option.AcceptOnlyFromAmong(names);
        return option;
    }
}
