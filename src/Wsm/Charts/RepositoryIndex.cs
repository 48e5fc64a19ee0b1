using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wsm.Charts;

/// <summary>Reads one chart's versions out of a repository's <c>index.yaml</c>, event by event: an index of 20 MB is common.</summary>
internal static class RepositoryIndex
{
    private const int MostVersions = 100_000;

    /// <param name="shownAs">The index's address, for messages.</param>
    /// <returns>Empty when the repository does not have the chart.</returns>
    /// <exception cref="UserError">It is no index.</exception>
    public static IReadOnlyList<IndexEntry> Read(byte[] yaml, string chart, string shownAs)
    {
        try
        {
            var parser = new Parser(new Scanner(new StreamReader(new MemoryStream(yaml, writable: false)), skipComments: true));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            if (!parser.TryConsume<MappingStart>(out _))
            {
                throw NoIndex(shownAs, "it is no mapping");
            }

            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (parser.Consume<Scalar>().Value == "entries")
                {
                    return ReadEntries(parser, chart);
                }

                parser.SkipThisAndNestedEvents();
            }

            throw NoIndex(shownAs, "it has no 'entries'");
        }
        catch (YamlException broken)
        {
            throw NoIndex(shownAs, $"line {broken.Start.Line}, column {broken.Start.Column} cannot be read", broken);
        }
    }

    private static List<IndexEntry> ReadEntries(Parser parser, string chart)
    {
        if (!parser.TryConsume<MappingStart>(out _))
        {
            parser.SkipThisAndNestedEvents();
            return [];
        }

        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Consume<Scalar>().Value == chart)
            {
                return ReadVersions(parser);
            }

            parser.SkipThisAndNestedEvents();
        }

        return [];
    }

    private static List<IndexEntry> ReadVersions(Parser parser)
    {
        var versions = new List<IndexEntry>();
        if (!parser.TryConsume<SequenceStart>(out _))
        {
            return versions;
        }

        while (!parser.TryConsume<SequenceEnd>(out _) && versions.Count < MostVersions)
        {
            if (ReadVersion(parser) is { } entry)
            {
                versions.Add(entry);
            }
        }

        return versions;
    }

    private static IndexEntry? ReadVersion(Parser parser)
    {
        if (!parser.TryConsume<MappingStart>(out _))
        {
            parser.SkipThisAndNestedEvents();
            return null;
        }

        string? version = null,
            url = null,
            digest = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>().Value;
            if (key is "version" or "digest" && parser.TryConsume<Scalar>(out var scalar))
            {
                (version, digest) = key == "version" ? (scalar.Value, digest) : (version, scalar.Value);
            }
            else if (key == "urls" && parser.TryConsume<SequenceStart>(out _))
            {
                url = ReadFirst(parser);
            }
            else
            {
                parser.SkipThisAndNestedEvents();
            }
        }

        return version is null ? null : new IndexEntry(version, url, Hex(digest));
    }

    private static string? ReadFirst(Parser parser)
    {
        string? first = null;
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            first ??= (parser.Current as Scalar)?.Value;
            parser.SkipThisAndNestedEvents();
        }

        return first;
    }

    /// <summary>The digest, which is a bare number in most indexes; what is no SHA-256 promises nothing.</summary>
    private static string? Hex(string? digest)
    {
        const string Prefix = "sha256:";
        var hex = digest?.StartsWith(Prefix, StringComparison.Ordinal) == true ? digest[Prefix.Length..] : digest;
        return hex is { Length: 64 } && hex.All(char.IsAsciiHexDigit) ? hex.ToLowerInvariant() : null;
    }

    private static UserError NoIndex(string shownAs, string problem, Exception? cause = null) =>
        new(
            $"{shownAs} is not the index of a chart repository: {problem}.",
            "Check the repository's address; a login page or a proxy may have answered instead.",
            cause: cause
        );
}
