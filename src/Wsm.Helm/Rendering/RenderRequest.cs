using System.Security.Cryptography;
using Wsm.Helm.Data;
using Wsm.Helm.Rendering.Objects;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions.Secrets;
using Wsm.Helm.Values;

namespace Wsm.Helm.Rendering;

/// <summary>How a chart is to be rendered: what <c>helm template</c> takes as arguments.</summary>
public sealed record RenderRequest
{
    public string ReleaseName { get; init; } = "release-name";

    public string Namespace { get; init; } = "default";

    /// <summary><c>.Release.IsUpgrade</c> instead of <c>.Release.IsInstall</c>.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary><c>.Release.Revision</c></summary>
    public int Revision { get; init; } = 1;

    /// <summary>The user's values, already put together; see <see cref="UserValues"/>. Not changed.</summary>
    public MapValue Values { get; init; } = new();

    public KubeVersion KubeVersion { get; init; } = KubeVersion.Default;

    /// <summary>API versions besides <see cref="Objects.ApiVersions.Default"/>.</summary>
    public IReadOnlyList<string> ApiVersions { get; init; } = [];

    /// <summary><see cref="ApiVersions"/> are all that the cluster has, and not some besides the usual ones.</summary>
    public bool HasOnlyApiVersions { get; init; }

    /// <summary>Answers <c>lookup</c>; null: nothing is there, as in <c>helm template</c>.</summary>
    public ObjectLookup? Lookup { get; init; }

    public bool SkipSchemaValidation { get; init; }

    /// <summary>Also renders the charts that conditions and tags switch off.</summary>
    public bool EnableAllDependencies { get; init; }

    /// <summary>
    /// Gets each template that fails, with what failed, and the others go on; null: the first failure ends the rendering, as in helm.
    /// </summary>
    public Action<string, RenderException>? OnFailure { get; init; }

    /// <summary>The documents can say which values and template places made them.</summary>
    public bool TraceProvenance { get; init; }

    public RenderLimits Limits { get; init; } = RenderLimits.Default;

    /// <summary>For <c>now</c>, and the dates in certificates.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>For passwords, keys and unique identifiers.</summary>
    public RandomFill Random { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>Makes keys and hashes. Where nobody will use them, they need not be real.</summary>
    public ISecretWork Secrets { get; init; } = new SecretWork();

    /// <summary>Gets what helm logs as a warning.</summary>
    public Action<string>? Warn { get; init; }
}
