using Wsm.Catalogs;
using Wsm.Relocate;
using Wsm.Values.Mirrors;
using Wsm.Values.Overrides;
using Wsm.Values.Presence;

namespace Wsm.Values;

/// <summary>What <c>wsm values</c> is asked to write.</summary>
internal sealed record ValuesRequest
{
    public required ImageSet Set { get; init; }

    public required Relocation Relocation { get; init; }

    /// <summary>What is at hand of an image: in the bundle, or, straight from a chart, everything.</summary>
    public required Func<Oci.References.ImageReference, HeldImage?> Held { get; init; }

    /// <summary>The person's own values, above all others, lowest first.</summary>
    public IReadOnlyList<ValuesLayer> UserValues { get; init; } = [];

    /// <summary>What the running installation was set to, in the System Console or before there was an operator: below everything else that is the person's own.</summary>
    public ValuesLayer? OldSettings { get; init; }

    /// <summary>
    /// The layers above a component's own chart, lowest first, in the operator's order: its own defaults, the channel, what was set in
    /// the running installation, what goes into the custom resource. All but the first are written into the custom resource, which
    /// stands above whatever the cluster holds.
    /// </summary>
    public IReadOnlyList<ValuesLayer> LayersOf(ResolvedComponent component) =>
        [
            .. component.Emit?.Kind == EmitKind.WeightsAndBiases ? [OperatorDefaults.Of(OperatorNamespace)] : Array.Empty<ValuesLayer>(),
            .. component.Values.Where(layer => !layer.IsPersonal),
            .. OldSettings is { } old && component.AppliesTo(Set) ? [old] : Array.Empty<ValuesLayer>(),
            .. component.Values.Where(layer => layer.IsPersonal),
            .. component.AppliesTo(Set) ? UserValues : [],
        ];

    /// <summary>Where the operator lives: the component beside the custom resource that helm installs.</summary>
    public string OperatorNamespace =>
        Set.Components.FirstOrDefault(component => component.Emit?.Kind == EmitKind.Values)?.Namespace ?? "wandb";

    /// <summary>Where the charts are inside: <c>oci://HOST/PATH</c> or a repository's address; null when nobody said.</summary>
    public string? Charts { get; init; }

    /// <summary>There is a custom resource, and nobody said where its operator finds the chart.</summary>
    public bool LacksChartSource =>
        !ChartFromConfigMap
        && Charts?.Contains("://", StringComparison.Ordinal) != true
        && Set.Components.Any(component => component.Emit?.Kind == EmitKind.WeightsAndBiases);

    /// <summary>The custom resource's chart comes from a ConfigMap that is written too.</summary>
    public bool ChartFromConfigMap { get; init; }

    public bool ByDigest { get; init; }

    /// <summary>Names of image pull secrets.</summary>
    public IReadOnlyList<string> PullSecrets { get; init; } = [];

    /// <summary>CA certificates that the product must trust, one PEM each.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    public MirrorKind? Mirror { get; init; }

    /// <summary>The internal registry speaks plain HTTP; mirror configuration says so.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>What to ask the registry inside; null to leave it alone.</summary>
    public RegistryQuestion? Question { get; init; }

    /// <summary>Absolute.</summary>
    public required string OutFolder { get; init; }
}
