using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Resolving;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.WeightsAndBiases.Resources;

/// <summary>
/// The <c>WeightsAndBiases</c> resource (apps.wandb.com/v1). Air-gapped, the operator asks no channel: whatever the channel says must stand
/// here.
/// </summary>
internal static class CustomResource
{
    /// <summary>Where the operator chart mounts the charts of the ConfigMap.</summary>
    private const string MountedCharts = "/charts";

    /// <summary>The Secret by which the operator logs in to the chart store.</summary>
    public const string StoreSecret = "wandb-chart-store";

    private const string ValuesPrefix = "spec.values.";

    /// <param name="around">What a person typed beside the values, to be kept.</param>
    public static EmittedFile Write(ComponentValues made, ValuesRequest request, MapValue around)
    {
        var missing = PersonalSettings.Missing(made.Values, made.Whole);
        var chart = made.Component.Chart!;
        var text = new StringBuilder();
        text.Append(
            $"# W&B ({chart.Name} {chart.Version}) for a site without internet, written by wsm.\n# kubectl apply -f "
                + $"{EmittedFile.NameOf(made.Component)}\n"
        );
        if (missing.Count > 0)
        {
            text.Append("#\n# To be filled in by you; each is marked with TODO below:\n")
                .AppendJoin("", missing.Select(item => $"#   spec.values.{item.Path}: {item.Meaning}\n"));
        }

        var document = ValuesMerger.Overlay(
            new MapValue
            {
                ["apiVersion"] = Value.Of("apps.wandb.com/v1"),
                ["kind"] = Value.Of("WeightsAndBiases"),
                ["metadata"] = Value.Of(Metadata(made.Component, request.Resource)),
                ["spec"] = Value.Of(new MapValue { ["chart"] = Value.Of(ChartSource(made, request)) }),
            },
            around
        );
        // Comments about what is missing stand at this key, so it is there even when nothing else is.
        var values = made.Values.TryGet("global", out _)
            ? made.Values
            : ValuesMerger.Overlay(made.Values, new MapValue { ["global"] = Value.Of(new MapValue()) });
        document = ValuesMerger.Overlay(document, new MapValue { ["spec"] = Value.Of(new MapValue { ["values"] = Value.Of(values) }) });
        text.Append(
            CommentedYaml.Write(document, path =>
                path.StartsWith(ValuesPrefix, StringComparison.Ordinal) ? Comment(made, missing, path[ValuesPrefix.Length..]) : null
            )
        );
        return new EmittedFile(EmittedFile.NameOf(made.Component), text.ToString(), IsSecret: true);
    }

    private static MapValue Metadata(ResolvedComponent component, ResourceIdentity? identity)
    {
        var metadata = new MapValue
        {
            ["labels"] = Value.Of(
                ValuesMerger.Overlay(
                    new MapValue
                    {
                        ["app.kubernetes.io/instance"] = Value.Of(component.ReleaseName ?? "wandb"),
                        ["app.kubernetes.io/name"] = Value.Of("weightsandbiases"),
                    },
                    identity?.Labels ?? new MapValue()
                )
            ),
            ["name"] = Value.Of(component.ReleaseName ?? "wandb"),
            ["namespace"] = Value.Of(component.Namespace ?? "default"),
        };
        if (identity?.Annotations is { Count: > 0 } annotations)
        {
            metadata["annotations"] = Value.Of(annotations);
        }

        return metadata;
    }

    public static MapValue ReadValues(string text)
    {
        var resource = YamlReader.ReadMap(text);
        return (resource["spec"].Data as MapValue)?["values"].Data as MapValue ?? new MapValue();
    }

    private static string? Comment(ComponentValues made, IReadOnlyList<(string Path, string Meaning)> missing, string path)
    {
        var own = made.CommentFor(path);
        if (path != "global" || missing.Count == 0)
        {
            return own;
        }

        var todo = string.Join('\n', missing.Select(item => $"TODO {item.Path}: {item.Meaning}"));
        return own is null ? todo : own + "\n" + todo;
    }

    /// <summary>The chart store wants a login, and the operator can take it from a Secret.</summary>
    public static bool ReadsStoreSecret(ValuesRequest request) =>
        request is { StoreAccess.NeedsLogin: true, ChartFromConfigMap: false }
        && (OperatorVersion.In(request.Set) is not { } version || version.CompareTo(OperatorVersion.FirstWithCredentialSecret) >= 0);

    private static MapValue ChartSource(ComponentValues made, ValuesRequest request)
    {
        var chart = made.Component.Chart!;
        if (request.ChartFromConfigMap)
        {
            return new MapValue { ["path"] = Value.Of($"{MountedCharts}/{chart.Name}") };
        }

        var place = request.Charts
            ?? throw new InvalidOperationException("Whoever asks for a custom resource has said where its chart is.");
        var source = request.ChartsAreOci
            ? new MapValue { ["url"] = Value.Of($"{place.TrimEnd('/')}/{chart.Name}"), ["version"] = Value.Of(chart.Version) }
            : new MapValue
            {
                ["url"] = Value.Of(place),
                ["name"] = Value.Of(chart.Name),
                ["version"] = Value.Of(chart.Version),
            };
        if (request is { PlainHttp: true, ChartsAreOci: true })
        {
            source["plainHTTP"] = Value.Of(true);
        }

        if (ReadsStoreSecret(request))
        {
            source["credentialSecret"] = Value.Of(new MapValue { ["name"] = Value.Of(StoreSecret) });
        }

        return source;
    }
}
