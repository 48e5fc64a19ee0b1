using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Objects;

/// <summary>
/// <c>.Capabilities.HelmVersion</c>: the helm whose behaviour this library has. Charts compare it to know what they may use.
/// </summary>
internal sealed class BuildInfoObject : HelmObject
{
    private static readonly (string Name, string Json, string Value)[] Known =
    [
        ("Version", "version", "v4.1.4"),
        ("GitCommit", "git_commit", "05fa37973dc9e42b76e1d2883494c87174b6074f"),
        ("GitTreeState", "git_tree_state", "clean"),
        ("GoVersion", "go_version", "go1.25.9"),
        ("KubeClientVersion", "kube_client_version", "v1.35"),
    ];

    public override string TypeName => "version.BuildInfo";

    protected override IReadOnlyList<(string Name, Value Value)> Fields { get; } =
        Array.ConvertAll(Known, static field => (field.Name, Value.Of(field.Value)));

    public override Value ToData()
    {
        var map = new MapValue();
        foreach (var (_, json, value) in Known)
        {
            map[json] = Value.Of(value);
        }

        return Value.Of(map);
    }

    public override string ToString() => $"{{{string.Join(' ', Known.Select(field => field.Value))}}}";
}
