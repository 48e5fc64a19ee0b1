using System.Diagnostics.CodeAnalysis;

namespace Wsm.Helm.Rendering.Objects;

/// <summary>The Kubernetes version that charts are told.</summary>
public sealed record KubeVersion
{
    private KubeVersion(string version, string normalized, string major, string minor) =>
        (Version, Normalized, Major, Minor) = (version, normalized, major, minor);

    /// <summary>What helm 4.1 assumes when nobody says.</summary>
    public static KubeVersion Default { get; } = new("v1.35.0", "v1.35.0", "1", "35");

    /// <summary>As given, with a leading <c>v</c>: <c>v1.33.4-gke.1245000</c>.</summary>
    public string Version { get; }

    /// <summary>Only the numbers, for comparison with a chart's range: <c>v1.33.4</c>.</summary>
    public string Normalized { get; }

    public string Major { get; }

    public string Minor { get; }

    /// <summary>Reads <c>1.30</c>, <c>v1.30.2</c>, <c>v1.33.4-gke.1245000</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KubeVersion? version)
    {
        version = null;
        var numbers = text.AsSpan().Trim();
        if (numbers.StartsWith("v"))
        {
            numbers = numbers[1..];
        }

        var parts = new List<string>();
        while (true)
        {
            var digits = 0;
            while (digits < numbers.Length && char.IsAsciiDigit(numbers[digits]))
            {
                digits++;
            }

            if (digits == 0)
            {
                break;
            }

            if ((digits > 1 && numbers[0] == '0') || !uint.TryParse(numbers[..digits], out _))
            {
                return false;
            }

            parts.Add(numbers[..digits].ToString());
            numbers = numbers[digits..];
            if (numbers is not ['.', >= '0' and <= '9', ..])
            {
                break;
            }

            numbers = numbers[1..];
        }

        if (parts.Count < 2)
        {
            return false;
        }

        version = new KubeVersion(text.StartsWith('v') ? text : "v" + text, "v" + string.Join('.', parts), parts[0], parts[1]);
        return true;
    }
}
