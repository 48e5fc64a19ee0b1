namespace Wsm.Helm.Charts;

/// <summary>
/// What Chart.yaml (and, for charts of apiVersion v1, requirements.yaml) says. Missing texts are empty, as templates see them.
/// </summary>
public sealed record ChartMetadata
{
    public string Name { get; init; } = "";

    public string Home { get; init; } = "";

    public IReadOnlyList<string> Sources { get; init; } = [];

    public string Version { get; init; } = "";

    public string Description { get; init; } = "";

    public IReadOnlyList<string> Keywords { get; init; } = [];

    public IReadOnlyList<ChartMaintainer?> Maintainers { get; init; } = [];

    public string Icon { get; init; } = "";

    public string ApiVersion { get; init; } = "";

    public string Condition { get; init; } = "";

    public string Tags { get; init; } = "";

    public string AppVersion { get; init; } = "";

    public bool Deprecated { get; init; }

    /// <summary>Null when Chart.yaml has none, which templates can tell from an empty map.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The range of Kubernetes versions that the chart is for; empty for all.</summary>
    public string KubeVersion { get; init; } = "";

    /// <summary>Null when none are declared. Helm then does not look at the conditions of the charts below either.</summary>
    public IReadOnlyList<ChartDependency?>? Dependencies { get; init; }

    /// <summary><c>application</c>, <c>library</c>, or empty for application.</summary>
    public string Type { get; init; } = "";

    public bool IsLibrary => Type.Equals("library", StringComparison.OrdinalIgnoreCase);
}

public sealed record ChartMaintainer(string Name, string Email, string Url);
