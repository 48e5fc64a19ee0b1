using System.Text;
using Wsm.Product.Failures;
using Wsm.Product.Sources;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.WeightsAndBiases.Resources;

/// <summary>The ConfigMap <c>wandb-charts</c>, from which the operator can take its chart where there is no chart store.</summary>
internal static class ChartsConfigMap
{
    public const string FileName = "wandb-charts.yaml";

    /// <param name="operatorNamespace">The operator mounts it from its own namespace.</param>
    /// <exception cref="UserError">The chart is too large for a ConfigMap.</exception>
    public static EmittedFile Write(ResolvedChart chart, string operatorNamespace)
    {
        var data = Convert.ToBase64String(chart.Archive.Span);
        ConfigMapSize.Require(
            data.Length,
            $"{chart.FileName} has {data.Length} bytes as base64",
            "Put the chart into a chart store: --charts oci://HOST/PATH or a chart repository."
        );

        var text = new StringBuilder();
        text.Append(
            $"# The chart {chart.Name} {chart.Version} for an operator that has no chart store, written by wsm.\n# kubectl "
                + "apply --server-side -f "
                + $"{FileName}\n"
        );
        text.Append(
            $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: wandb-charts\n  namespace: {operatorNamespace}\ndata:\n  {chart.Name}: "
                + $"{data}\n"
        );
        return new EmittedFile(FileName, text.ToString());
    }
}
