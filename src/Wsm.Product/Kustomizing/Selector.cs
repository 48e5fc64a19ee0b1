using System.Text.RegularExpressions;
using Wsm.Helm.Data;

namespace Wsm.Product.Kustomizing;

/// <summary>Which documents a patch or a replacement is for.</summary>
internal sealed class Selector(MapValue selector)
{
    private static readonly string[] Known = ["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"];

    /// <summary>A key that is no part of a selector; null when there is none.</summary>
    public string? Unknown => selector.Entries.Keys.FirstOrDefault(key => !Known.Contains(key));

    /// <exception cref="FormatException">The selector is malformed.</exception>
    public bool Selects(KustomizeResource resource) =>
        Matches("group", resource.Group)
        && Matches("version", resource.Version)
        && Matches("kind", resource.Kind)
        && resource.Identities.Any(identity => Matches("name", identity.Name) && Matches("namespace", identity.Namespace))
        && HasLabels("labelSelector", resource.Metadata["labels"])
        && HasLabels("annotationSelector", resource.Metadata["annotations"]);

    private bool Matches(string key, string text) => Text(key) is not { Length: > 0 } pattern || Whole(pattern).IsMatch(text);

    private static Regex Whole(string pattern)
    {
        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{pattern}' is not an expression that can be used: {wrong.Message}", wrong);
        }
    }

    private bool HasLabels(string key, Value labels) =>
        Text(key) is not { Length: > 0 } wanted
        || Requirements(wanted).All(requirement => IsMet(requirement.Trim(), labels.Data as MapValue ?? new MapValue()));

    /// <summary>Commas part the requirements, but not those inside <c>in (a, b)</c>.</summary>
    private static IEnumerable<string> Requirements(string selector)
    {
        var start = 0;
        var depth = 0;
        for (var at = 0; at < selector.Length; at++)
        {
            depth += selector[at] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (selector[at] == ',' && depth == 0)
            {
                yield return selector[start..at];
                start = at + 1;
            }
        }

        yield return selector[start..];
    }

    private static bool IsMet(string requirement, MapValue labels)
    {
        if (Sets(requirement, " notin ") is var (absent, others))
        {
            return !(labels[absent].Data is string found && others.Contains(found));
        }

        if (Sets(requirement, " in ") is var (among, values))
        {
            return labels[among].Data is string found && values.Contains(found);
        }

        foreach (var (sign, wanted) in ((string, bool)[])[("!=", false), ("==", true), ("=", true)])
        {
            if (requirement.IndexOf(sign, StringComparison.Ordinal) is > 0 and var at)
            {
                var equal = labels[requirement[..at].Trim()].Data as string == requirement[(at + sign.Length)..].Trim();
                return equal == wanted;
            }
        }

        return requirement.StartsWith('!') ? !labels.ContainsKey(requirement[1..].Trim()) : labels.ContainsKey(requirement);
    }

    private static (string Key, string[] Values)? Sets(string requirement, string word) =>
        requirement.IndexOf(word, StringComparison.Ordinal) is > 0 and var at
            ? (requirement[..at].Trim(), requirement[(at + word.Length)..].Trim().Trim('(', ')').Split(',', StringSplitOptions.TrimEntries))
            : null;

    private string? Text(string key) => selector[key].Data as string;
}
