using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace Wsm.Charts;

/// <summary>A set of versions as Helm writes it: <c>1.2.3</c>, <c>^1.2</c>, <c>~1.2.3</c>, <c>&gt;=1 &lt;3</c>, <c>1.2 - 2</c>, <c>1.x || 3.*</c>.</summary>
/// <remarks>Blanks and commas mean "and". A pre-release matches only where its own alternative names a pre-release.</remarks>
public sealed class VersionRange
{
    private const int LongestText = 256;

    private readonly IReadOnlyList<IReadOnlyList<VersionBound>> _alternatives;

    private VersionRange(string text, IReadOnlyList<IReadOnlyList<VersionBound>> alternatives)
    {
        Text = text;
        _alternatives = alternatives;
    }

    /// <summary>Every version that is no pre-release.</summary>
    public static VersionRange Stable { get; } = Parse("*");

    public string Text { get; }

    /// <exception cref="FormatException">The text is not a range.</exception>
    public static VersionRange Parse(string text) =>
        TryParse(text, out var range, out var problem)
            ? range
            : throw new FormatException($"'{text}' is not a range of versions: {problem}");

    /// <param name="problem">The reason, fit to stand after a colon.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? problem)
    {
        range = null;
        problem = text.Length > LongestText ? $"it is longer than {LongestText} characters" : null;
        var alternatives = new List<IReadOnlyList<VersionBound>>();
        foreach (var alternative in problem is null ? text.Split("||") : [])
        {
            if (new VersionRangeParser(alternative).ReadAll(out problem) is not { } bounds)
            {
                problem ??= "it cannot be read";
                return false;
            }

            alternatives.Add(bounds);
        }

        range = problem is null ? new VersionRange(text, alternatives) : null;
        return range is not null;
    }

    public bool Contains(SemanticVersion version) => _alternatives.Any(bounds => Matches(bounds, version));

    public override string ToString() => Text;

    private static bool Matches(IReadOnlyList<VersionBound> bounds, SemanticVersion version) =>
        (!version.IsPrerelease || bounds.Any(bound => bound.NamesPrerelease)) && bounds.All(bound => bound.Allows(version));
}
