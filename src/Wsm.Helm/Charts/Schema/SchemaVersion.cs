namespace Wsm.Helm.Charts.Schema;

/// <summary>The format <c>semver</c>: a whole version, no range and no <c>v</c>.</summary>
internal static class SchemaVersion
{
    public static string? Problem(string text)
    {
        if (text.IndexOf('+') is var plus and >= 0)
        {
            if (Identifiers(text[(plus + 1)..], "build", zeros: true) is { } problem)
            {
                return problem;
            }

            text = text[..plus];
        }

        if (text.IndexOf('-') is var dash and >= 0)
        {
            if (Identifiers(text[(dash + 1)..], "pre-release", zeros: false) is { } problem)
            {
                return problem;
            }

            text = text[..dash];
        }

        var numbers = text.Split('.');
        if (numbers.Length != 3)
        {
            return "versionCore must have 3 numbers separated by dot";
        }

        string[] names = ["major", "minor", "patch"];
        for (var i = 0; i < 3; i++)
        {
            if (numbers[i].Length == 0)
            {
                return $"{names[i]} is empty";
            }

            if (numbers[i].Length > 1 && numbers[i][0] == '0')
            {
                return $"{names[i]} starts with zero";
            }

            if (!numbers[i].All(char.IsAsciiDigit))
            {
                return $"{names[i]} contains non-digit";
            }
        }

        return null;
    }

    private static string? Identifiers(string text, string what, bool zeros)
    {
        foreach (var identifier in text.Split('.'))
        {
            if (identifier.Length == 0)
            {
                return $"{what} identifier is empty";
            }

            foreach (var c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return $"invalid character '{c}' in {what} identifier";
                }
            }

            if (!zeros && identifier.Length > 1 && identifier[0] == '0' && identifier.All(char.IsAsciiDigit))
            {
                return "pre-release numeric identifier starts with zero";
            }
        }

        return null;
    }
}
