using System.Globalization;
using System.Text.Json.Nodes;
using Wsm.Helm.Charts;
using Wsm.Helm.Versions;
using Wsm.Product.Sources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Wsm.Site.ChartStores;

/// <summary>The <c>index.yaml</c> of a chart repository. What it held before, fields unknown to us included, stays as it was.</summary>
/// <remarks>https://helm.sh/docs/topics/chart_repository/#the-index-file</remarks>
public sealed class ChartIndex
{
    /// <summary>Bytes; an index is held in memory as a tree.</summary>
    public const int LargestFile = 8 * 1024 * 1024;

    private readonly YamlMappingNode _root;

    private ChartIndex(YamlMappingNode root) => _root = root;

    private YamlMappingNode Entries => (YamlMappingNode)_root.Children[new YamlScalarNode("entries")];

    public static ChartIndex Empty() =>
        new(
            new YamlMappingNode(
                new YamlScalarNode("apiVersion"),
                new YamlScalarNode("v1"),
                new YamlScalarNode("entries"),
                new YamlMappingNode()
            )
        );

    /// <exception cref="InvalidDataException">It is not an index.</exception>
    public static ChartIndex Parse(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new BoundedParser(new StringReader(yaml)));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            {
                throw new InvalidDataException("the index is not a mapping");
            }

            var key = new YamlScalarNode("entries");
            if (!root.Children.TryGetValue(key, out var entries) || entries is not YamlMappingNode)
            {
                root.Children[key] = new YamlMappingNode();
            }

            return new ChartIndex(root);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"the index is malformed at line {e.Start.Line}: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            // The library's answer to a document that ends where a value should stand.
            throw new InvalidDataException("the index ends where a value should stand", e);
        }
    }

    /// <summary>
    /// The digest (hexadecimal) the index gives for a chart's version; empty where it gives none, null where the version is not there.
    /// </summary>
    public string? DigestOf(string name, string version) =>
        Find(name, version) is { } entry ? Value(entry, "digest")?.Replace("sha256:", "", StringComparison.Ordinal) ?? "" : null;

    /// <summary>Name, version and file of every entry, in the order of the index.</summary>
    public IEnumerable<(string Name, string Version, string? Url)> All()
    {
        foreach (var (name, versions) in Entries.Children)
        {
            foreach (var entry in (versions as YamlSequenceNode)?.OfType<YamlMappingNode>() ?? [])
            {
                yield return (
                    name.ToString(),
                    Value(entry, "version") ?? "",
                    entry.Children.TryGetValue(new YamlScalarNode("urls"), out var urls)
                    && urls is YamlSequenceNode { Children: [YamlScalarNode first, ..] }
                        ? first.Value
                        : null
                );
            }
        }
    }

    /// <summary>Adds an entry, or puts it in the place of the one with the same version; newest first, as Helm sorts.</summary>
    public void Set(ChartArchive chart, string url, DateTimeOffset created)
    {
        var key = new YamlScalarNode(chart.Metadata.Name);
        if (!Entries.Children.TryGetValue(key, out var node) || node is not YamlSequenceNode versions)
        {
            versions = [];
            Entries.Children[key] = versions;
        }
        if (Find(chart.Metadata.Name, chart.Metadata.Version) is { } old)
        {
            versions.Children.Remove(old);
        }

        versions.Add(Entry(chart, url, created));
        var sorted = versions
            .OfType<YamlMappingNode>()
            .OrderByDescending(entry => Parse(entry), Comparer<SemanticVersion?>.Create(Compare))
            .ToList();
        versions.Children.Clear();
        foreach (var entry in sorted)
        {
            versions.Add(entry);
        }

        SetGenerated(created);
    }

    /// <summary>The same index for a place from which relative addresses lead elsewhere. Changes this one.</summary>
    public ChartIndex WithUrlPrefix(string prefix)
    {
        foreach (var entry in Entries.Children.Values.OfType<YamlSequenceNode>().SelectMany(versions => versions.OfType<YamlMappingNode>()))
        {
            if (!entry.Children.TryGetValue(new YamlScalarNode("urls"), out var urls) || urls is not YamlSequenceNode list)
            {
                continue;
            }

            foreach (var url in list.OfType<YamlScalarNode>())
            {
                if (!Uri.IsWellFormedUriString(url.Value, UriKind.Absolute))
                {
                    url.Value = prefix + url.Value;
                }
            }
        }
        return this;
    }

    public string ToYaml()
    {
        var names = Entries.Children.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).ToList();
        Entries.Children.Clear();
        foreach (var (name, versions) in names)
        {
            Entries.Add(name, versions);
        }

        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(
            text,
            new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, skipAnchorName: true)
        );
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        IndexYaml.Emit(_root, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private void SetGenerated(DateTimeOffset at) => _root.Children[new YamlScalarNode("generated")] = Time(at);

    private static YamlMappingNode Entry(ChartArchive chart, string url, DateTimeOffset created)
    {
        var fields = new SortedDictionary<string, YamlNode>(StringComparer.Ordinal)
        {
            ["created"] = Time(created),
            ["digest"] = IndexYaml.Text(chart.Sha256),
            ["urls"] = new YamlSequenceNode(IndexYaml.Text(url)),
        };
        foreach (var (name, value) in JsonNode.Parse(MetadataJson.Write(chart.Metadata))!.AsObject())
        {
            if (value is not null)
            {
                fields[name] = IndexYaml.From(value);
            }
        }

        var entry = new YamlMappingNode();
        foreach (var (name, value) in fields)
        {
            entry.Add(name, value);
        }

        return entry;
    }

    private YamlMappingNode? Find(string name, string version) =>
        Entries.Children.TryGetValue(new YamlScalarNode(name), out var versions) && versions is YamlSequenceNode list
            ? list.OfType<YamlMappingNode>().FirstOrDefault(entry => Value(entry, "version") == version)
            : null;

    private static string? Value(YamlMappingNode entry, string field) =>
        entry.Children.TryGetValue(new YamlScalarNode(field), out var node) ? (node as YamlScalarNode)?.Value : null;

    /// <summary>As Go writes times: no zeros at the end of a fraction, and Z.</summary>
    private static YamlScalarNode Time(DateTimeOffset at) =>
        new(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)) { Style = ScalarStyle.DoubleQuoted };

    private static SemanticVersion? Parse(YamlMappingNode entry) =>
        SemanticVersion.TryParse(Value(entry, "version"), out var version) ? version : null;

    private static int Compare(SemanticVersion? a, SemanticVersion? b) =>
        a is null || b is null ? (a is null ? 0 : 1) - (b is null ? 0 : 1) : a.CompareTo(b);
}
