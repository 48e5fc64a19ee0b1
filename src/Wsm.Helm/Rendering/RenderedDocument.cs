using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Rendering;

/// <summary>One YAML document that a chart gives.</summary>
/// <param name="Template">The file that made it, with the charts on the way: <c>parent/charts/sub/templates/deployment.yaml</c>.</param>
/// <param name="Text">Without blanks around it. With provenance its trace is the runs of the text.</param>
/// <param name="Head">What it is.</param>
public sealed record RenderedDocument(string Template, Value Text, DocumentHead Head)
{
    private Value? _data;

    /// <summary>Null for what is no hook.</summary>
    public HookInfo? Hook { get; init; }

    /// <summary>
    /// The document as data. With provenance every scalar's trace says from which values, and by which places in templates, its text was
    /// made.
    /// </summary>
    public Value Data => _data ??= YamlReader.Read((string)Text.Data!, new YamlReadOptions { Trace = Text.Trace });
}

/// <summary>The fields by which a document is sorted and spoken of; missing ones are empty.</summary>
public sealed record DocumentHead(string ApiVersion, string Kind, string Name, string Namespace);

/// <param name="Events">When it runs: <c>pre-install</c>, <c>test</c> …</param>
public sealed record HookInfo(IReadOnlyList<string> Events)
{
    public bool IsTest => Events.Contains("test");

    /// <summary>Nothing but <c>helm test</c> starts it: no installation and no update does.</summary>
    public bool IsOnlyTest => Events.Count > 0 && Events.All(happening => happening.StartsWith("test", StringComparison.Ordinal));
}
