using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Helm.Versions;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>
/// What a running installation is set to: the output of <c>helm get values</c>, of <c>kubectl get deployment -o yaml</c>, of <c>kubectl get
/// wandb -o yaml</c>, or of <c>kubectl get secret -o yaml</c> for what the System Console keeps.
/// </summary>
/// <param name="Layer">The settings as values of the platform chart.</param>
/// <param name="Resource">What identifies the custom resource; null where there was none.</param>
/// <param name="Notes">What was not taken over, or asks for something, as sentences.</param>
public sealed partial record OldInstallation(ValuesLayer Layer, ResourceIdentity? Resource, IReadOnlyList<string> Notes)
{
    private static readonly HashSet<string> ImageParts = ["registry", "repository", "tag", "digest"];

    private const string Wanted =
        "Give the output of 'helm get values RELEASE', of 'kubectl get deployment wandb -o yaml', of 'kubectl get wandb -o yaml', or of "
        + "'kubectl get secret wandb-spec-user -o yaml'.";

    /// <param name="chart">The platform chart's version, which decides where a setting goes; null for the newest.</param>
    /// <exception cref="UserError">It is none of them.</exception>
    public static OldInstallation Read(string text, string name, string? chart = null)
    {
        // helm puts this line above the values unless it is asked for YAML.
        var yaml = Heading().Replace(text, "", 1);
        try
        {
            var root = ValuesReader.Read(yaml);
            var settings = new MigratedSettings(SemanticVersion.TryParse(chart ?? "", out var version) ? version : null);
            return root["kind"].Data is string kind && root["apiVersion"].Data is string ? FromKubernetes(root, kind, name, settings)
                : OldChartSettings.Are(root) ? FromOldChart(root, name, settings)
                : Of(name, root);
        }
        catch (Exception error) when (error is YamlException or ValuesException)
        {
            throw new UserError($"{name} cannot be read: {error.Message}", Wanted, FailureKind.Usage, error);
        }
    }

    private static OldInstallation FromOldChart(MapValue root, string name, MigratedSettings settings)
    {
        new OldChartSettings(settings).Read(root);
        return Of(name, settings.Values, settings.Notes);
    }

    private static OldInstallation FromKubernetes(MapValue root, string kind, string name, MigratedSettings settings)
    {
        var found =
            kind == "List" ? Items(root["items"]).FirstOrDefault(item => item["kind"].Data is "Deployment" or "WeightsAndBiases") : root;
        switch (found?["kind"].Data)
        {
            case "Secret":
                return FromConsole(ConsoleSettings.Read(root, name), name);
            case "WeightsAndBiases":
                var given = GivenSettings.Of([new ValuesLayer(name, YamlWriter.Text(Value.Of(found)))], []);
                var (layer, notes) = WithoutImages(given.Layers[0]);
                return new OldInstallation(layer, given.Resource, [.. given.Notes, .. notes]);
            case "Deployment":
                return FromDeployment(found, name, settings);
            default:
                throw UserError.Usage(
                    $"{name} is a {kind}, and settings are read from a Deployment, a resource of the operator or a Secret.",
                    Wanted
                );
        }
    }

    /// <summary>What the operator itself adds, and which release is pinned, are no settings of the chart.</summary>
    private static OldInstallation FromConsole(MapValue values, string name)
    {
        var notes = new List<string>();
        if (values["_releaseId"].Data is string)
        {
            notes.Add($"{name} pins a release of the channel in the System Console; --release of 'wsm download' does the same outside.");
            values.Remove("_releaseId");
        }

        if (values["global"].Data is MapValue global)
        {
            // The operator's own words, which it says again.
            global.Remove("operator");
        }

        var (layer, images) = WithoutImages(Of(name, values).Layer);
        return new OldInstallation(layer, null, [.. notes, .. images]);
    }

    /// <summary>An image that ran before is not the one that the bundle brings.</summary>
    private static (ValuesLayer Layer, IReadOnlyList<string> Notes) WithoutImages(ValuesLayer layer)
    {
        var places = new List<string>();
        var kept = Without(ValuesReader.Read(layer.Yaml), "");
        return places.Count == 0
            ? (layer, [])
            : (
                layer with
                {
                    Yaml = YamlWriter.Text(Value.Of(kept)),
                },
                [$"The images of {layer.Name} are not taken over ({string.Join(", ", places)}): those of the bundle are used."]
            );

        MapValue Without(MapValue map, string path)
        {
            var made = new MapValue();
            foreach (var (key, value) in map.Entries)
            {
                if (key == "image" && value.Data is MapValue image && (image.TryGet("repository", out _) || image.TryGet("tag", out _)))
                {
                    places.Add(path + key);
                    var rest = new MapValue();
                    foreach (var (part, said) in image.Entries.Where(entry => !ImageParts.Contains(entry.Key)))
                    {
                        rest[part] = said;
                    }

                    if (rest.Count > 0)
                    {
                        made[key] = Value.Of(rest);
                    }
                }
                else
                {
                    made[key] = value.Data is MapValue below ? Value.Of(Without(below, $"{path}{key}.")) : value;
                }
            }

            return made;
        }
    }

    private static OldInstallation FromDeployment(MapValue deployment, string name, MigratedSettings settings)
    {
        var metadata = Map(deployment["metadata"]);
        if (Items(metadata["ownerReferences"]).Any(owner => owner["kind"].Data is "WeightsAndBiases"))
        {
            throw UserError.Usage(
                $"{name} is a Deployment that the operator made; its settings are in the operator's resource.",
                "Give the output of 'kubectl get wandb -o yaml', and of 'kubectl get secret wandb-spec-user -o yaml' for the "
                    + "System Console."
            );
        }

        var pod = Map(Map(Map(deployment["spec"])["template"])["spec"]);
        var variables = new DeploymentSettings(settings);
        variables.Read(Items(pod["containers"]).SelectMany(container => Items(container["env"])));
        PodSettings.AddPullSecrets(settings, pod["imagePullSecrets"]);
        if (pod["serviceAccountName"].Data is string account and not "default")
        {
            settings.Set("app.serviceAccount.create", Value.Of(false));
            settings.Set("app.serviceAccount.name", account);
        }

        PodSettings.AddPlacement(settings, "podSecurityContext", pod["securityContext"]);
        foreach (var key in (string[])["nodeSelector", "tolerations", "affinity", "hostAliases"])
        {
            PodSettings.AddPlacement(settings, key, pod[key]);
        }

        foreach (var container in Items(pod["containers"]).Take(1))
        {
            PodSettings.AddPlacement(settings, "resources", container["resources"]);
            PodSettings.AddPlacement(settings, "securityContext", container["securityContext"]);
            foreach (
                var source in Items(container["envFrom"])
                    .SelectMany(source => source.Entries)
                    .Where(source => source.Value.Data is MapValue)
            )
            {
                settings.Note(
                    $"envFrom {source.Key} {Map(source.Value)["name"].Data}",
                    "no chart takes a whole map of variables; name them one by one"
                );
            }
        }

        PodSettings.AddVolumes(
            settings,
            Items(pod["volumes"]),
            Items(pod["containers"]).SelectMany(container => Items(container["volumeMounts"]))
        );
        foreach (var image in Items(pod["containers"]).Select(container => container["image"].Data).OfType<string>())
        {
            settings.Note($"the image {image}", "the images are those of the bundle");
        }

        if (Map(metadata["labels"])["app.kubernetes.io/managed-by"].Data is "Helm")
        {
            foreach (var holder in variables.Holders)
            {
                settings.Remark(
                    $"The Secret {holder} is still referred to; if it belongs to the old Helm release, 'helm uninstall' "
                        + "deletes it: copy it first."
                );
            }
        }

        return Of(name, settings.Values, settings.Notes);
    }

    private static OldInstallation Of(string name, MapValue values, IReadOnlyList<string>? notes = null) =>
        new(new ValuesLayer(name, YamlWriter.Text(Value.Of(values))), null, notes ?? []);

    private static MapValue Map(Value value) => value.Data as MapValue ?? new MapValue();

    private static IEnumerable<MapValue> Items(Value value) =>
        (value.Data as ListValue)?.Items.Select(item => item.Data).OfType<MapValue>() ?? [];

    [GeneratedRegex(@"\A\s*(USER-SUPPLIED|COMPUTED) VALUES:[^\n]*\n")]
    private static partial Regex Heading();
}
