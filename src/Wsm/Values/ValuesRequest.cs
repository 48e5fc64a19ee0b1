using Wsm.Catalogs;
using Wsm.Relocate;
using Wsm.Values.Mirrors;
using Wsm.Values.Overrides;

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

    /// <summary>What an old installation was set to: below everything else that is the person's own.</summary>
    public ValuesLayer? OldSettings { get; init; }

    /// <summary>
    /// The layers above a component's own chart, lowest first, in the operator's order: channel, then what the person says. The
    /// custom resource, into which all of them go, stands above whatever the System Console and the operator add.
    /// </summary>
    public IReadOnlyList<ValuesLayer> LayersOf(ResolvedComponent component) =>
    [
        .. component.Values.Where(layer => !layer.IsPersonal),
        .. OldSettings is { } old && component.AppliesTo(Set) ? [old] : Array.Empty<ValuesLayer>(),
        .. component.Values.Where(layer => layer.IsPersonal),
        .. component.AppliesTo(Set) ? UserValues : [],
    ];

    /// <summary>Where the charts are inside: <c>oci://HOST/PATH</c> or a repository's address; null when nobody said.</summary>
    public string? Charts { get; init; }

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

    /// <summary>Absolute.</summary>
    public required string OutFolder { get; init; }
}
