using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Objects;

/// <summary><c>.Capabilities.KubeVersion</c></summary>
internal sealed class KubeVersionObject(KubeVersion version) : HelmObject
{
    public override string TypeName => "common.KubeVersion";

    protected override IReadOnlyList<(string Name, Value Value)> Fields { get; } =
    [("Version", Value.Of(version.Version)), ("Major", Value.Of(version.Major)), ("Minor", Value.Of(version.Minor))];

    public override TemplateFunction? Method(string name) =>
        name switch
        {
            "GitVersion" => Getter(name, version.Version),
            "String" => Getter(name, version.Normalized),
            _ => null,
        };

    // Its String method belongs to the pointer, so functions that are given the value print its fields.
    public override string ToString() => $"{{{version.Version} {version.Normalized} {version.Major} {version.Minor}}}";

    public override string Printed => version.Normalized;
}
