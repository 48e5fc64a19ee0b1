namespace Wsm.Product.Catalogs;

/// <summary>What <c>wsm values</c> writes for a component.</summary>
public sealed record Emit
{
    public required EmitKind Kind { get; init; }

    /// <summary>A bare file name.</summary>
    public required string File { get; init; }

    /// <summary>Values that are set besides the images: path and scalar as YAML text.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();
}

public enum EmitKind
{
    /// <summary>A values file for <c>helm --values</c>.</summary>
    Values,

    /// <summary>A custom resource of kind WeightsAndBiases (apps.wandb.com/v1).</summary>
    WeightsAndBiases,

    /// <summary>The same kind in its second version (apps.wandb.com/v2).</summary>
    WeightsAndBiasesV2,
}

public static class Emits
{
    /// <summary>The version of the resource that a product has, where it has one.</summary>
    public static EmitKind GenerationOf(IEnumerable<Emit?> emits) =>
        emits.Any(emit => emit?.Kind == EmitKind.WeightsAndBiasesV2) ? EmitKind.WeightsAndBiasesV2 : EmitKind.WeightsAndBiases;
}
