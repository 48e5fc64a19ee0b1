using Wsm.Product.Catalogs;

namespace Wsm.Site.WeightsAndBiases;

/// <summary>What the W&amp;B operator sets below everything else before it renders the platform's chart.</summary>
internal static class OperatorDefaults
{
    public static ValuesLayer Of(string operatorNamespace) =>
        new(ValuesLayer.Operator, $"global:\n  operator:\n    apiVersion: apps.wandb.com/v1\n    namespace: {operatorNamespace}\n");
}
