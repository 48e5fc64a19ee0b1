using System.Text.RegularExpressions;
using Wsm.Catalogs;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Yaml;

namespace Wsm.Values.Migration;

/// <summary>Reads what a running installation is set to: the output of <c>helm get values</c>, of <c>kubectl get deployment -o yaml</c>, or of <c>kubectl get secret -o yaml</c> for what the System Console keeps.</summary>
internal static partial class OldInstallation
{
    private const string Wanted =
        "Give the output of 'helm get values RELEASE', of 'kubectl get deployment wandb -o yaml', or of 'kubectl get secret wandb-spec-user -o yaml'.";

    /// <exception cref="UserError">It is neither.</exception>
    public static ValuesLayer Read(string text, string name)
    {
        // helm puts this line above the values unless it is asked for YAML.
        var yaml = Heading().Replace(text, "", 1);
        try
        {
            var root = ValuesReader.Read(yaml);
            var values = root["kind"].Data is string kind && root["apiVersion"].Data is string ? FromKubernetes(root, kind, name) : root;
            return new ValuesLayer(name, (string)YamlWriter.Write(Value.Of(values)).Data!);
        }
        catch (Exception error) when (error is YamlException or ValuesException)
        {
            throw new UserError($"{name} cannot be read: {error.Message}", Wanted, ExitCode.Usage, error);
        }
    }

    private static MapValue FromKubernetes(MapValue root, string kind, string name)
    {
        if (kind == "Secret")
            return ConsoleSettings.Read(root, name);
        var deployment =
            kind == "List" ? Items(root["items"]).FirstOrDefault(item => item["kind"].Data is "Deployment")
            : kind == "Deployment" ? root
            : null;
        if (deployment is null)
            throw UserError.Usage($"{name} is a {kind}, and settings are read from a Deployment or a Secret.", Wanted);
        var pod = Map(Map(Map(deployment["spec"])["template"])["spec"]);
        var variables = Items(pod["containers"]).SelectMany(container => Items(container["env"])).ToList();
        return DeploymentSettings.Read(variables);
    }

    private static MapValue Map(Value value) => value.Data as MapValue ?? new MapValue();

    private static IEnumerable<MapValue> Items(Value value) =>
        (value.Data as ListValue)?.Items.Select(item => item.Data).OfType<MapValue>() ?? [];

    [GeneratedRegex(@"\A\s*(USER-SUPPLIED|COMPUTED) VALUES:[^\n]*\n")]
    private static partial Regex Heading();
}
