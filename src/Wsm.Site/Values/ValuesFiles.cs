using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;
using Wsm.Product.Secrets;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases.Resources;

namespace Wsm.Site.Values;

/// <summary>Puts a component's values into the file that its emit rule asks for.</summary>
internal static class ValuesFiles
{
    /// <param name="around">What a person typed beside the values.</param>
    public static EmittedFile Write(ComponentValues made, ValuesRequest request, MapValue around) =>
        made.Component.Emit?.Kind == EmitKind.WeightsAndBiases ? CustomResource.Write(made, request, around) : ForHelm(made, request);

    /// <summary>The values in an emitted file, as the cluster will read them.</summary>
    public static MapValue ReadBack(ComponentValues made, EmittedFile file) =>
        made.Component.Emit?.Kind == EmitKind.WeightsAndBiases ? CustomResource.ReadValues(file.Text) : ValuesReader.Read(file.Text);

    private static EmittedFile ForHelm(ComponentValues made, ValuesRequest request)
    {
        var chart = made.Component.Chart!;
        var text = new StringBuilder(
            $"# Values of {chart.Name} {chart.Version} for a site without internet, written by wsm.\n# "
                + $"{InstallCommands.HelmLine(made, request)}\n"
        );
        text.Append(made.Values.Count == 0 ? "{}\n" : CommentedYaml.Write(made.Values, made.CommentFor));
        return new EmittedFile(EmittedFile.NameOf(made.Component), text.ToString(), SecretNames.AreIn(Value.Of(made.Values)));
    }
}
