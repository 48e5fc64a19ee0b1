using Wsm.Helm.Data;

namespace Wsm.Helm.Charts;

/// <summary>A chart that another chart declares to need.</summary>
public sealed record ChartDependency
{
    public string Name { get; init; } = "";

    /// <summary>A version or a range.</summary>
    public string Version { get; init; } = "";

    public string Repository { get; init; } = "";

    /// <summary>Value paths separated by commas; the first one that is a boolean decides.</summary>
    public string Condition { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool Enabled { get; init; }

    /// <summary>Texts, or maps with <c>child</c> and <c>parent</c>.</summary>
    public IReadOnlyList<Value> ImportValues { get; init; } = [];

    public string Alias { get; init; } = "";
}
