using Wsm.Oci.Credentials;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Site.Relocations;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Presence;
using Wsm.Site.WeightsAndBiases;

namespace Wsm.Site.Values.Requests;

/// <summary>What <c>wsm values</c> is asked to write.</summary>
public sealed record ValuesRequest
{
    public required ImageSet Set { get; init; }

    public required Relocation Relocation { get; init; }

    /// <summary>What is at hand of an image: in the bundle, or, straight from a chart, everything.</summary>
    public required Func<ImageReference, HeldImage?> Held { get; init; }

    /// <summary>The person's own values, above all others, lowest first.</summary>
    public IReadOnlyList<ValuesLayer> UserValues { get; init; } = [];

    /// <summary>
    /// What the running installation was set to, in the System Console or before there was an operator: below everything else that is the
    /// person's own.
    /// </summary>
    public ValuesLayer? OldSettings { get; init; }

    /// <summary>
    /// The layers above a component's own chart, lowest first, in the operator's order: its own defaults, the channel, what was set in
    /// the running installation, what goes into the custom resource. All but the first are written into the custom resource, which
    /// stands above whatever the cluster holds. What was set only to find images is none of them.
    /// </summary>
    public IReadOnlyList<ValuesLayer> LayersOf(ResolvedComponent component) =>
        [
            .. component.Emit?.Kind == EmitKind.WeightsAndBiases ? [OperatorDefaults.Of(OperatorNamespace)] : Array.Empty<ValuesLayer>(),
            .. component.Values.Where(layer => !layer.IsPersonal && !layer.IsForFinding),
            .. OldSettings is { } old && component.AppliesTo(Set) ? [old] : Array.Empty<ValuesLayer>(),
            .. component.Values.Where(layer => layer.IsPersonal),
            .. UserValues.Where(layer => layer.For is { } name ? name == component.Name : component.AppliesTo(Set)),
            .. Typed.TryGetValue(component.Name, out var typed) ? [typed] : Array.Empty<ValuesLayer>(),
        ];

    /// <summary>By component, what a person typed into the file that was written for it before.</summary>
    public IReadOnlyDictionary<string, ValuesLayer> Typed { get; init; } = new Dictionary<string, ValuesLayer>();

    /// <summary>Name, namespace, labels and annotations that the custom resource is to have; null where nobody said.</summary>
    public ResourceIdentity? Resource { get; init; }

    /// <summary>Where the operator lives: the component beside the custom resource that helm installs.</summary>
    public string OperatorNamespace =>
        Set.Components.FirstOrDefault(component => component.Emit?.Kind == EmitKind.Values)?.Namespace ?? "wandb";

    /// <summary>Where the charts are inside: <c>oci://HOST/PATH</c> or a repository's address; null when nobody said.</summary>
    public string? Charts { get; init; }

    public ChartStoreAccess StoreAccess { get; init; } = new();

    /// <summary>Where the charts' archives lie as files; null where nobody knows.</summary>
    public string? ChartFolder { get; init; }

    /// <summary>Every chart stands in an OCI registry.</summary>
    public bool ChartsAreOci => Charts?.StartsWith("oci://", StringComparison.Ordinal) == true;

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

    /// <summary>The mirror configuration gives nodes the logins of the registries inside.</summary>
    public bool WritesMirrorCredentials { get; init; }

    /// <summary>Where those logins are known.</summary>
    public ICredentialSource Credentials { get; init; } = new NoCredentials();

    /// <summary>The internal registry speaks plain HTTP: mirror configuration, commands and the custom resource say so.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Certificates, in PEM, by which nodes are to know the internal registry; mirror configuration names them.</summary>
    public string? RegistryAuthority { get; init; }

    /// <summary>What to ask the registry inside; null to leave it alone.</summary>
    public PresenceQuery? Question { get; init; }

    /// <summary>Nobody is to be asked, and the person said so.</summary>
    public bool SkipsRegistry { get; init; }

    /// <summary>Absolute.</summary>
    public required string OutFolder { get; init; }

    /// <summary>The same with the custom resource, or the values of the last chart where there is none, in this file.</summary>
    /// <param name="file">Absolute.</param>
    public ValuesRequest WrittenTo(string file)
    {
        var main = Set.Components.LastOrDefault(component => component.Emit?.Kind == EmitKind.WeightsAndBiases)
            ?? Set.Components.LastOrDefault(component => component.Chart is not null);
        return this with
        {
            OutFolder = Path.GetDirectoryName(file)!,
            Set = Set with
            {
                Components =
                [
                    .. Set.Components.Select(component =>
                        component != main
                            ? component
                            : component with
                            {
                                Emit = (component.Emit ?? new Emit { Kind = EmitKind.Values, File = "" }) with
                                {
                                    File = Path.GetFileName(file),
                                },
                            }
                    ),
                ],
            },
        };
    }
}
