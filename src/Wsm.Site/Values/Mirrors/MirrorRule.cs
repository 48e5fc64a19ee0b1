using Wsm.Site.Relocations;

namespace Wsm.Site.Values.Mirrors;

/// <summary>One public repository and where its images are inside.</summary>
/// <param name="Registry">The public registry: <c>quay.io</c>.</param>
/// <param name="Repository">In it: <c>prometheus/prometheus</c>.</param>
/// <param name="Host">The internal registry as nodes reach it.</param>
/// <param name="Target">The repository there.</param>
internal sealed record MirrorRule(string Registry, string Repository, string Host, string Target)
{
    public static IReadOnlyList<MirrorRule> Of(IEnumerable<RelocatedImage> images) =>
        [
            .. images
                .Select(image => new MirrorRule(image.Source.Registry, image.Source.Repository, image.Pull.Registry, image.Pull.Repository))
                .Distinct()
                .OrderBy(rule => rule.Registry, StringComparer.Ordinal)
                .ThenBy(rule => rule.Repository, StringComparer.Ordinal),
        ];

    /// <summary>
    /// What stands before the repository's own name inside; null when the name itself changed, which a prefix cannot express.
    /// </summary>
    public string? Prefix =>
        Target == Repository ? ""
        : Target.EndsWith("/" + Repository, StringComparison.Ordinal) ? Target[..^(Repository.Length + 1)]
        : null;
}
