using System.Text;
using Wsm.Catalogs;
using Wsm.Helm.Templates.Values;

namespace Wsm.Values;

/// <summary>Puts a component's values into the file that its emit rule asks for.</summary>
internal static class ValuesFiles
{
    public static EmittedFile Write(ComponentValues made, ValuesRequest request) =>
        made.Component.Emit?.Kind == EmitKind.WeightsAndBiases ? CustomResource.Write(made, request) : ForHelm(made, request);

    /// <summary>The values in an emitted file, as the cluster will read them.</summary>
    public static MapValue ReadBack(ComponentValues made, EmittedFile file) =>
        made.Component.Emit?.Kind == EmitKind.WeightsAndBiases
            ? CustomResource.ReadValues(file.Text)
            : Helm.Values.ValuesReader.Read(file.Text);

    public static string NameOf(ResolvedComponent component) => component.Emit?.File ?? $"values-{component.Chart!.Name}.yaml";

    private static EmittedFile ForHelm(ComponentValues made, ValuesRequest request)
    {
        AddSite(made, request);
        var chart = made.Component.Chart!;
        var text = new StringBuilder(
            $"# Values of {chart.Name} {chart.Version} for a site without internet, written by wsm.\n# {ValuesNext.HelmLine(made.Component, request)}\n"
        );
        text.Append(made.Values.Count == 0 ? "{}\n" : CommentedYaml.Write(made.Values, made.CommentFor));
        return new EmittedFile(NameOf(made.Component), text.ToString(), SecretNames.AreIn(Value.Of(made.Values)));
    }

    /// <summary>The operator's own settings for pull secrets and certificates.</summary>
    private static void AddSite(ComponentValues made, ValuesRequest request)
    {
        if (made.Component.Emit is null)
            return;
        var site = new MapValue();
        if (request.PullSecrets.Count > 0)
            // The operator's chart wants bare names here, unlike the platform's.
            site["image"] = Value.Of(
                new MapValue { ["pullSecrets"] = Value.Of(new ListValue([.. request.PullSecrets.Select(name => Value.Of(name))])) }
            );
        if (request.Certificates.Count > 0)
            site["customCACerts"] = Value.Of(new ListValue([.. request.Certificates.Select(pem => Value.Of(pem))]));
        made.Add(site);
    }
}
