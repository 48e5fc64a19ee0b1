using System.Text;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values.Yaml;
using Wsm.Images;

namespace Wsm.Values;

/// <summary>
/// The <c>WeightsAndBiases</c> resource (apps.wandb.com/v1). Air-gapped, the operator asks no channel: whatever the channel says must stand here.
/// </summary>
internal static class CustomResource
{
    /// <summary>Where the operator chart mounts the charts of the ConfigMap.</summary>
    private const string MountedCharts = "/charts";

    /// <summary>What only the person knows: the value and what to put there.</summary>
    private static readonly (string Path, string Meaning)[] Personal =
    [
        ("global.host", "the address that users open, for example https://wandb.example.com"),
        ("global.license", "the licence, or global.licenseSecret {name, key}"),
        (
            "global.bucket",
            "the object store: {provider: s3, name: \"s3.example.com:9000\", path: BUCKET, region: us-east-1, accessKey, secretKey}"
        ),
        ("global.mysql", "the database: {host, port: 3306, database: wandb, user: wandb, password or passwordSecret {name, passwordKey}}"),
    ];

    public static EmittedFile Write(ComponentValues made, ValuesRequest request)
    {
        AddSite(made, request);
        var missing = Missing(made);
        var chart = made.Component.Chart!;
        var text = new StringBuilder();
        text.Append(
            $"# W&B ({chart.Name} {chart.Version}) for a site without internet, written by wsm.\n# kubectl apply -f {ValuesFiles.NameOf(made.Component)}\n"
        );
        if (missing.Count > 0)
            text.Append("#\n# To be filled in by you; each is marked with TODO below:\n")
                .AppendJoin("", missing.Select(item => $"#   spec.values.{item.Path}: {item.Meaning}\n"));
        text.Append(
            "apiVersion: apps.wandb.com/v1\nkind: WeightsAndBiases\nmetadata:\n  labels:\n    app.kubernetes.io/instance: wandb\n    app.kubernetes.io/name: weightsandbiases\n"
        );
        text.Append($"  name: {made.Component.ReleaseName ?? "wandb"}\n  namespace: {made.Component.Namespace ?? "default"}\nspec:\n");
        text.Append(CommentedYaml.Write(new MapValue { ["chart"] = Value.Of(ChartSource(made, request)) }, _ => null, indent: 2));
        text.Append("  values:\n").Append(CommentedYaml.Write(made.Values, path => Comment(made, missing, path), indent: 4));
        return new EmittedFile(ValuesFiles.NameOf(made.Component), text.ToString(), IsSecret: true);
    }

    public static MapValue ReadValues(string text)
    {
        var resource = YamlReader.ReadMap(text);
        return (resource["spec"].Data as MapValue)?["values"].Data as MapValue ?? new MapValue();
    }

    /// <summary>The personal values that nobody has given yet.</summary>
    public static IReadOnlyList<(string Path, string Meaning)> Missing(ComponentValues made) =>
        [.. Personal.Where(item => !IsGiven(made.Values, item.Path))];

    private static bool IsGiven(MapValue values, string path)
    {
        var at = ValuePath.Root;
        foreach (var step in path.Split('.'))
            at = at.Child(step);
        var value = ValueLookup.At(values, at).Data;
        return value is string { Length: > 0 } or MapValue { Count: > 0 }
            || (path == "global.license" && IsGiven(values, "global.licenseSecret"));
    }

    private static string? Comment(ComponentValues made, IReadOnlyList<(string Path, string Meaning)> missing, string path)
    {
        var own = made.CommentFor(path);
        if (path != "global" || missing.Count == 0)
            return own;
        var todo = string.Join('\n', missing.Select(item => $"TODO {item.Path}: {item.Meaning}"));
        return own is null ? todo : own + "\n" + todo;
    }

    private static MapValue ChartSource(ComponentValues made, ValuesRequest request)
    {
        var chart = made.Component.Chart!;
        if (request.ChartFromConfigMap)
            return new MapValue { ["path"] = Value.Of($"{MountedCharts}/{chart.Name}") };
        if (request.Charts is { } place && place.StartsWith("oci://", StringComparison.Ordinal))
            return new MapValue { ["url"] = Value.Of($"{place.TrimEnd('/')}/{chart.Name}"), ["version"] = Value.Of(chart.Version) };
        if (request.Charts is not { } url)
            throw new InvalidOperationException("Whoever asks for a custom resource has said where its chart is.");
        return new MapValue
        {
            ["url"] = Value.Of(url),
            ["name"] = Value.Of(chart.Name),
            ["version"] = Value.Of(chart.Version),
        };
    }

    private static void AddSite(ComponentValues made, ValuesRequest request)
    {
        var global = new MapValue();
        if (request.PullSecrets.Count > 0)
            global["imagePullSecrets"] = Value.Of(
                new ListValue([.. request.PullSecrets.Select(name => Value.Of(new MapValue { ["name"] = Value.Of(name) }))])
            );
        if (request.Certificates.Count > 0)
            global["customCACerts"] = Value.Of(new ListValue([.. request.Certificates.Select(pem => Value.Of(pem))]));
        // Comments about what is missing stand at this key, so it is there even when nothing else is.
        made.Add(new MapValue { ["global"] = Value.Of(global) });
    }
}
