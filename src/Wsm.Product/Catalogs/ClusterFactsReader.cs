using System.Text.Json;
using Wsm.Product.Failures;

namespace Wsm.Product.Catalogs;

/// <summary>
/// Reads what kubectl tells of a cluster: the output of <c>kubectl version -o json</c>, of <c>kubectl api-versions</c>, and of <c>kubectl
/// api-resources</c>, alone or one behind the other; or a whole inventory of a cluster.
/// </summary>
public static class ClusterFactsReader
{
    private const string Advice = "Make the file there with: kubectl version -o json > facts.txt; kubectl api-versions >> facts.txt";

    /// <param name="shownAs">The file's name, for messages.</param>
    /// <exception cref="UserError">It says nothing about a cluster.</exception>
    public static ClusterFacts Read(string text, string shownAs)
    {
        text = text.TrimStart('\uFEFF');
        string? version = null;
        var apis = new List<string>();
        if (text.IndexOf('{') is >= 0 and var start && text.LastIndexOf('}') is var end && end > start)
        {
            version = ReadJson(text[start..(end + 1)], shownAs, apis);
            text = text[..start] + "\n" + text[(end + 1)..];
        }

        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            apis.AddRange(
                ReadLine(line) ?? throw UserError.Usage($"{shownAs} has the line '{line}', which says nothing about a cluster.", Advice)
            );
        }

        return version is not null || apis.Count > 0
            ? new ClusterFacts(version, [.. apis.Distinct()])
            : throw UserError.Usage($"{shownAs} says nothing about a cluster.", Advice);
    }

    private static string ReadJson(string json, string shownAs, List<string> apis)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.TryGetProperty("apiVersions", out var known) && known.ValueKind == JsonValueKind.Array)
            {
                apis.AddRange(known.EnumerateArray().Select(api => api.GetString()).OfType<string>());
            }

            if (root.TryGetProperty("serverVersion", out var server))
            {
                root = server;
            }
            else if (root.TryGetProperty("clientVersion", out _))
            {
                throw UserError.Usage($"{shownAs} knows only kubectl's own version: the cluster did not answer.", Advice);
            }

            return root.TryGetProperty("gitVersion", out var version) && version.GetString() is { Length: > 0 } text
                ? text
                : throw UserError.Usage($"{shownAs} does not say which version the cluster has.", Advice);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new UserError($"{shownAs} holds JSON that cannot be read: {broken.Message}", Advice, FailureKind.Usage, broken);
        }
    }

    /// <summary>An API version; or a row of a table of resources, which gives the kind too. Null for anything else.</summary>
    private static string[]? ReadLine(string line)
    {
        var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["NAME", ..] => [],
            [var api] when IsApi(api) => [api],
            [_, .., var api, "true" or "false", var kind] when IsApi(api) => [api, $"{api}/{kind}"],
            _ => null,
        };
    }

    private static bool IsApi(string word)
    {
        var version = word[(word.LastIndexOf('/') + 1)..];
        return version.Length > 1
            && version[0] == 'v'
            && char.IsAsciiDigit(version[1])
            && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '/');
    }
}
