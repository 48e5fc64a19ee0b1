using Wsm.Helm.Charts.Loading;
using Wsm.Product.Failures;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wsm.Product.Sources;

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
            var parser = new BoundedParser(new StreamReader(new MemoryStream(yaml, writable: false)), aliases: true);
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            if (!parser.TryConsume<MappingStart>(out _))
            {
                throw NoIndex(shownAs, "it is not a mapping");
            }

            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (parser.Consume<Scalar>().Value == "entries")
                {
                    return ReadEntries(parser, chart, shownAs);
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

    private static List<IndexEntry> ReadEntries(IParser parser, string chart, string shownAs)
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
                return ReadVersions(parser, shownAs);
            }

            parser.SkipThisAndNestedEvents();
        }

        return [];
    }

    private static List<IndexEntry> ReadVersions(IParser parser, string shownAs)
    {
        var versions = new List<IndexEntry>();
        if (!parser.TryConsume<SequenceStart>(out _))
        {
            return versions;
        }

        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (versions.Count == MostVersions)
            {
                throw NoIndex(shownAs, $"it has more than {MostVersions} versions of one chart");
            }

            versions.Add(ReadVersion(parser));
        }

        return versions;
    }

    private static IndexEntry ReadVersion(IParser parser)
    {
        if (!parser.TryConsume<MappingStart>(out _))
        {
            parser.SkipThisAndNestedEvents();
            return IndexEntry.Empty;
        }

        string? version = null,
            url = null,
            digest = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>().Value;
            if (key == "version" && parser.TryConsume<Scalar>(out var written))
            {
                version = written.Style == ScalarStyle.Plain ? MetadataReader.TextOf(written.Value) : written.Value;
            }
            else if (key == "digest" && parser.TryConsume<Scalar>(out var promised))
            {
                digest = promised.Value;
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

        return new IndexEntry(version is { Length: > 0 } ? version : IndexEntry.Empty.Version, url, Hex(digest));
    }

    private static string? ReadFirst(IParser parser)
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
