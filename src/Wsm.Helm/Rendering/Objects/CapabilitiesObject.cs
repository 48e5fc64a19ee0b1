using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Objects;

/// <summary><c>.Capabilities</c></summary>
internal sealed class CapabilitiesObject : HelmObject
{
    private readonly KubeVersionObject _kubeVersion;
    private readonly VersionSetObject _apiVersions;
    private readonly BuildInfoObject _helmVersion = new();

    public CapabilitiesObject(KubeVersion kubeVersion, IReadOnlyList<string> apiVersions)
    {
        _kubeVersion = new KubeVersionObject(kubeVersion);
        _apiVersions = new VersionSetObject(apiVersions);
        Fields =
        [
            ("KubeVersion", new Value(_kubeVersion)),
            ("APIVersions", new Value(_apiVersions)),
            ("HelmVersion", new Value(_helmVersion)),
        ];
    }

    public override string TypeName => "*common.Capabilities";

    public override string Kind => "ptr";

    protected override IReadOnlyList<(string Name, Value Value)> Fields { get; }

    public override string ToString() => $"&{{{_kubeVersion} {_apiVersions} {_helmVersion}}}";
}
