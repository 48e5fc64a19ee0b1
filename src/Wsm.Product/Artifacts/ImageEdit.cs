using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;
using YamlDotNet.Core;

namespace Wsm.Product.Artifacts;

/// <summary>Renames one image at its place, in the shape that it has there.</summary>
internal static class ImageEdit
{
    public static void Add(TextEdits edits, YamlNode node, ImageReference was, Replacement replacement)
    {
        var whole = ArtifactRewriter.Whole(was, replacement);
        if (node is ScalarNode scalar)
        {
            edits.Replace(scalar.Extent, Quoted(scalar, whole.Canonical));
            return;
        }

        var parts = ImageParts.Of(node)!;
        var repository = parts.Repository!;
        var tail = TailOf(repository.Text);
        if (parts.Registry is { } registry)
        {
            edits.Replace(registry.Extent, Quoted(registry, whole.Registry));
            edits.Replace(repository.Extent, Quoted(repository, whole.Repository + tail));
        }
        else
        {
            edits.Replace(repository.Extent, Quoted(repository, whole.Name + tail));
        }

        if (whole.Digest is not { } digest)
        {
            return;
        }

        if (parts.DigestPlace is { } old)
        {
            var written = Quoted(old, digest.ToString());
            edits.Replace(old.Extent, old.Extent.Start.Equals(old.Extent.End) ? " " + written : written);
        }
        else if (tail.Length == 0)
        {
            AddDigest(edits, parts.Map, digest);
        }
        else
        {
            // The tag stands in the repository, and a digest of its own would come behind it twice.
            var name = parts.Registry is null ? whole.Name : whole.Repository;
            edits.Replace(repository.Extent, Quoted(repository, $"{name}@{digest}"));
        }
    }

    /// <summary>A tag or a digest that stands in the repository.</summary>
    private static string TailOf(string repository)
    {
        var at = repository.IndexOfAny([':', '@'], repository.LastIndexOf('/') + 1);
        return at < 0 ? "" : repository[at..];
    }

    /// <summary>After whatever comes last in the mapping, in its way of writing.</summary>
    private static void AddDigest(TextEdits edits, MapNode map, Digest digest)
    {
        var last = map.Entries.Select(entry => entry.Value).OfType<ScalarNode>().MaxBy(value => value.Extent.End.Value)!;
        if (map.IsFlow)
        {
            edits.Insert(last.Extent.End.Value, $", digest: {digest}");
        }
        else
        {
            var indent = new string(' ', (int)map.Entries[0].Key.Place.Column - 1);
            edits.Insert(edits.EndOfLine(last.Extent.End.Value), $"{edits.LineEnd}{indent}digest: {digest}");
        }
    }

    private static string Quoted(ScalarNode was, string text) =>
        was.Style switch
        {
            ScalarStyle.SingleQuoted => $"'{text}'",
            ScalarStyle.DoubleQuoted => $"\"{text}\"",
            _ => char.IsAsciiLetterOrDigit(text[0]) ? text : $"\"{text}\"",
        };
}
