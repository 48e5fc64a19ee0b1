using Wsm.Helm.Versions;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Resolving;

/// <summary>Artifacts that say which versions of their reader they are for.</summary>
internal static class RequiredVersions
{
    /// <summary>The components, with a problem for each whose reader comes along in another version than it needs.</summary>
    public static IReadOnlyList<ResolvedComponent> Judge(IReadOnlyList<ResolvedComponent> components) =>
        [
            .. components.Select(component =>
                component.Artifact is { Rules.Reader: { Requires: not null } reader } artifact
                && components.FirstOrDefault(other => other.Name == reader.Component) is { Chart.Version: { } version }
                && Problem(artifact, reader, version) is { } problem
                    ? component with
                    {
                        Problems = [.. component.Problems, problem],
                    }
                    : component
            ),
        ];

    private static string? Problem(ResolvedArtifact artifact, ReadingComponent reader, string version)
    {
        if (ArtifactImages.TextAt(artifact, reader.Requires!) is not { Length: > 0 } range)
        {
            return null;
        }

        if (!VersionConstraint.TryParse(range, out var constraint) || !SemanticVersion.TryParse(version, out var having))
        {
            return $"{artifact.Reference.AsWritten} requires version '{range}' of {reader.Component}, which cannot be compared with {version}";
        }

        // A preview of 2.0.0 is what ^2.0.0 asks for while there is nothing else, though ranges leave previews out.
        var release = SemanticVersion.Parse($"{having.Major}.{having.Minor}.{having.Patch}");
        return constraint.IsSatisfiedBy(having) || constraint.IsSatisfiedBy(release)
            ? null
            : $"{artifact.Reference.AsWritten} requires {reader.Component} {range}, and {version} comes along";
    }
}
