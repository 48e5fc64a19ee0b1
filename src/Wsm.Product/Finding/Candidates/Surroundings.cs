using Wsm.Helm.Data;
using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>The mappings around a place: a registry, hub or base may stand once for many images below it.</summary>
internal sealed record Surroundings(MapValue? Map, DocumentText? Document, Surroundings? Outer, Func<string, ImageKey> KeyOf)
{
    /// <summary>What a registry is called that is not that of one image.</summary>
    private static readonly string[] ForAll = ["container", "docker", "oci", "global", "private", "common"];

    /// <summary>The nearest registry around, and its tag where the image has none.</summary>
    public (TextEntry? Registry, TextEntry? Tag) RegistryFor(bool tagToo)
    {
        TextEntry? near = null;
        for (var at = this; at?.Map is not null; at = at.Outer)
        {
            near ??= tagToo && at.HasImage() ? at.Find(at.Map, ImagePart.Tag) : null;
            foreach (var map in (MapValue?[])[at.Map, at.Map["global"].Data as MapValue])
            {
                if (map is not null && at.FindHost(map) is { } registry)
                {
                    return (registry, near ?? (tagToo ? at.Find(map, ImagePart.Tag) : null));
                }
            }
        }

        return (null, near);
    }

    /// <summary>The nearest version around, for names that never stand without one.</summary>
    public TextEntry? Version()
    {
        for (var at = this; at?.Map is not null; at = at.Outer)
        {
            if ((at.Find(at.Map, ImagePart.Tag) ?? at.Find(at.Map, ImagePart.Version)) is { } version)
            {
                return version;
            }
        }

        return null;
    }

    /// <summary>A version beside the place, or above it where nothing else comes between that has a name or version of its own.</summary>
    public TextEntry? VersionNear()
    {
        var at = this;
        for (var up = 0; up < 2 && at?.Map is not null; up++, at = at.Outer)
        {
            if ((at.Find(at.Map, ImagePart.Tag) ?? at.Find(at.Map, ImagePart.Version)) is { } version)
            {
                return version;
            }
        }

        return null;
    }

    private bool HasImage() => Map!["image"].Data is string;

    private TextEntry? FindHost(MapValue map)
    {
        var found = Find(map, ImagePart.Registry) ?? Entry(map, "base") ?? Entry(map, "repository");
        return found is { } entry && IsHost(entry.Text) ? entry : null;
    }

    private static bool IsHost(string text)
    {
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];
        return host == "localhost"
            || (host.AsSpan().ContainsAny('.', ':') && !text.Contains("://", StringComparison.Ordinal) && !PartJoiner.HasTag(text));
    }

    private TextEntry? Find(MapValue map, ImagePart part)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (
                value.Data is string { Length: > 0 }
                && KeyOf(key) is { IsNoImage: false } name
                && name.Part == part
                && (name.Stem.Length == 0 || (part == ImagePart.Registry && ForAll.Contains(name.Stem)))
            )
            {
                return Entry(map, key);
            }
        }

        return null;
    }

    private TextEntry? Entry(MapValue map, string key) =>
        map[key].Data is string { Length: > 0 } text ? new TextEntry(key, text, new TextPlace(Document!, map[key], 0)) : null;
}
