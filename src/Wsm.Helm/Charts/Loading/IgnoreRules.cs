namespace Wsm.Helm.Charts.Loading;

/// <summary>
/// What <c>.helmignore</c> leaves out of a chart. Close to <c>.gitignore</c>, but a rule with <c>!</c> leaves out everything that does
/// <em>not</em> match it, the first rule that decides wins, and <c>**</c> is refused.
/// </summary>
internal sealed class IgnoreRules
{
    private readonly List<Rule> _rules = [];

    /// <summary>The rules of a <c>.helmignore</c>, and Helm's own one: dot files in <c>templates/</c>.</summary>
    /// <exception cref="ChartException">A rule is malformed.</exception>
    public static IgnoreRules Parse(string text)
    {
        var rules = new IgnoreRules();
        foreach (var line in text.Split('\n'))
        {
            rules.Add(line);
        }

        rules.Add("templates/.?*");
        return rules;
    }

    /// <param name="path">Relative to the chart, with <c>/</c>.</param>
    public bool Ignores(string path, bool isDirectory)
    {
        foreach (var rule in _rules)
        {
            if (rule.Negated)
            {
                if ((rule.OnlyDirectories && !isDirectory) || !rule.Matches(path))
                {
                    return true;
                }
            }
            else if ((!rule.OnlyDirectories || isDirectory) && rule.Matches(path))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string line)
    {
        var rule = line.Trim();
        if (rule.Length == 0 || rule[0] == '#')
        {
            return;
        }

        if (rule.Contains("**"))
        {
            throw new ChartException(".helmignore: double-star (**) syntax is not supported");
        }

        if (!PathPattern.IsValid(rule))
        {
            throw new ChartException($".helmignore: syntax error in pattern: {rule}");
        }

        var negated = rule[0] == '!';
        if (negated)
        {
            rule = rule[1..];
        }

        var onlyDirectories = rule.EndsWith('/');
        if (onlyDirectories)
        {
            rule = rule[..^1];
        }

        if (rule.StartsWith('/'))
        {
            _rules.Add(new Rule(rule[1..], WholePath: true, negated, onlyDirectories));
        }
        else
        {
            _rules.Add(new Rule(rule, rule.Contains('/'), negated, onlyDirectories));
        }
    }

    private sealed record Rule(string Pattern, bool WholePath, bool Negated, bool OnlyDirectories)
    {
        public bool Matches(string path) => PathPattern.IsMatch(Pattern, WholePath ? path : path[(path.LastIndexOf('/') + 1)..]);
    }
}
