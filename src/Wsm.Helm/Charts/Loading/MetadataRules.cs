using System.Text;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Versions;

namespace Wsm.Helm.Charts.Loading;

/// <summary>What Helm asks of a chart's metadata, and how it tidies texts.</summary>
internal static class MetadataRules
{
    /// <exception cref="ChartException">A rule is broken.</exception>
    public static ChartMetadata Check(ChartMetadata raw)
    {
        var metadata = Tidy(raw);
        if (metadata.ApiVersion is not ("v1" or "v2"))
        {
            throw new ChartException("unsupported chart version");
        }

        Require(metadata.Name.Length > 0, "chart.metadata.name is required");
        Require(metadata.Name is not ("." or ".."), $"chart.metadata.name \"{metadata.Name}\" is not allowed");
        Require(!metadata.Name.Contains('/'), $"chart.metadata.name \"{metadata.Name}\" is invalid");
        Require(metadata.Version.Length > 0, "chart.metadata.version is required");
        Require(SemanticVersion.TryParse(metadata.Version, out _), $"chart.metadata.version \"{metadata.Version}\" is invalid");
        Require(metadata.Type is "" or "application" or "library", "chart.metadata.type must be application or library");
        foreach (var maintainer in metadata.Maintainers)
        {
            Require(maintainer is not null, "maintainers must not contain empty or null nodes");
        }

        CheckDependencies(metadata.Dependencies ?? []);
        return metadata;
    }

    private static void CheckDependencies(IReadOnlyList<ChartDependency?> dependencies)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in dependencies)
        {
            if (dependency is null)
            {
                throw new ChartException("validation: dependencies must not contain empty or null nodes");
            }

            Require(
                dependency.Alias.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'),
                $"dependency \"{dependency.Name}\" has disallowed characters in the alias"
            );
            var key = dependency.Alias.Length > 0 ? dependency.Alias : dependency.Name;
            Require(names.Add(key), $"more than one dependency with name or alias \"{key}\"");
        }
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ChartException("validation: " + rule);
        }
    }

    private static ChartMetadata Tidy(ChartMetadata metadata) =>
        metadata with
        {
            Name = Tidy(metadata.Name),
            Description = Tidy(metadata.Description),
            Home = Tidy(metadata.Home),
            Icon = Tidy(metadata.Icon),
            Condition = Tidy(metadata.Condition),
            Tags = Tidy(metadata.Tags),
            AppVersion = Tidy(metadata.AppVersion),
            KubeVersion = Tidy(metadata.KubeVersion),
            Sources = [.. metadata.Sources.Select(Tidy)],
            Keywords = [.. metadata.Keywords.Select(Tidy)],
            Maintainers =
            [
                .. metadata.Maintainers.Select(m => m is null ? null : new ChartMaintainer(Tidy(m.Name), Tidy(m.Email), Tidy(m.Url))),
            ],
            Dependencies = metadata.Dependencies?.Select(Tidy).ToArray(),
        };

    private static ChartDependency? Tidy(ChartDependency? dependency) =>
        dependency is null
            ? null
            : dependency with
            {
                Name = Tidy(dependency.Name),
                Version = Tidy(dependency.Version),
                Repository = Tidy(dependency.Repository),
                Condition = Tidy(dependency.Condition),
                Tags = [.. dependency.Tags.Select(Tidy)],
            };

    /// <summary>Every kind of blank becomes a space, and what cannot be printed goes.</summary>
    private static string Tidy(string text)
    {
        var plain = true;
        foreach (var c in text)
        {
            plain &= c is >= ' ' and < '\x7f';
        }

        if (plain)
        {
            return text;
        }

        var tidy = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                tidy.Append(' ');
            }
            else if (GoQuote.IsPrint(rune))
            {
                tidy.Append(rune.ToString());
            }
        }

        return tidy.ToString();
    }
}
