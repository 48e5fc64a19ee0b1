using Wsm.Oci.References;
using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>
/// Joins what belongs together among neighbours: keys, variables or flags that share a stem. What lacks a part is never reported
/// as a whole.
/// </summary>
internal sealed class PartJoiner(Func<string, ImageKey> keyOf)
{
    /// <param name="entries">The texts of one mapping, list of variables, command line or section.</param>
    /// <param name="around">What the mappings around say.</param>
    /// <param name="belowImage">A key around them says image, so that a mere <c>name</c> is an image's.</param>
    /// <param name="isMapping">The keys belong together by more than their names: a mere <c>version</c> is that of the image beside
    /// it.</param>
    public IReadOnlyList<JoinedParts> Join(IReadOnlyList<TextEntry> entries, Surroundings around, bool belowImage, bool isMapping)
    {
        var groups = new Dictionary<string, Parts>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var key = keyOf(entry.Key);
            if (
                key.Part == ImagePart.None
                || key.IsNoImage
                || key.IsCode
                || (key is { Part: ImagePart.Version, Stem.Length: 0 } && !isMapping)
                || (key is { Part: ImagePart.Repository, SaysImage: false } && entry.Text.StartsWith('$'))
                || (key is { Part: ImagePart.Repository, IsElsewhere: true } && !HasHost(entry.Text))
                || !IsPart(key.Part, entry.Text)
            )
            {
                continue;
            }

            if (!groups.TryGetValue(key.Stem, out var parts))
            {
                groups[key.Stem] = parts = new Parts(key.Stem);
            }

            parts.Take(key, entry);
        }

        // --base-image and --base-tag: there the base is a stem, not a kind of image.
        foreach (var parts in groups.Values.Where(parts => parts.Base is not null))
        {
            if (groups.TryGetValue($"{parts.Stem} base".Trim(), out var other))
            {
                parts.Take(other);
            }
        }

        foreach (var parts in groups.Values)
        {
            parts.PartFromWhole();
        }

        AdoptVersions(groups);
        var chart = entries.Any(entry => entry.Key is "chart" or "chartName" or "chartVersion" or "targetRevision");
        return
        [
            .. groups
                .Values.Where(parts => !chart || parts.Stem.Length > 0)
                .Select(parts => Complete(parts, around, belowImage))
                .OfType<JoinedParts>(),
        ];
    }

    /// <summary><c>EDGE_DATABASE_IMAGE</c> and <c>DATABASE_VERSION</c>, where neither has another that it could belong to.</summary>
    private static void AdoptVersions(Dictionary<string, Parts> groups)
    {
        var orphans = groups.Values.Where(parts => parts is { HasVersion: true, HasName: false, Stem.Length: > 0 }).ToList();
        if (orphans.Count == 0)
        {
            return;
        }

        var untagged = groups
            .Values.Where(parts => parts is { HasVersion: false, Image.Text: var text } && text.Contains('/') && !HasTag(text))
            .ToList();
        foreach (var parts in untagged)
        {
            if (orphans.Where(orphan => parts.EndsAs(orphan)).ToList() is [var only] && untagged.Count(other => other.EndsAs(only)) == 1)
            {
                parts.Take(only);
            }
        }
    }

    private static bool IsPart(ImagePart part, string text) =>
        part switch
        {
            _ when KnownRegistries.IsAnother(text.Split('/')[0]) => false,
            ImagePart.Tag or ImagePart.Version => text.Length == 0 || text.AsSpan().IndexOfAny("/ \n") < 0,
            _ => text.AsSpan().IndexOfAny(" \n\t") < 0 && !text.StartsWith("http", StringComparison.Ordinal),
        };

    private static JoinedParts? Complete(Parts parts, Surroundings around, bool belowImage)
    {
        var name = parts.Image ?? parts.Base ?? (belowImage || parts.HasPlace ? parts.Name : null);
        if (name is null && parts.Repository is null)
        {
            // The program that reads it knows whose tag it is.
            return belowImage && parts.Tag is { Text.Length: > 0 } only ? new JoinedParts([only.Key], null, only) : null;
        }

        // A whole reference in the name needs nothing else; a prefix beside it is where it comes from unless it says so itself.
        var nameIsTagged = name is { } written && HasTag(written.Text);
        var registry = parts.Registry;
        var repository = parts.Repository;
        if (name is { } full && repository is { } other && IsSameName(full, other, parts.Image is null))
        {
            name = null;
        }

        if (name is { Text: var text } && (registry is null ? HasHost(text) : SurelyHasHost(text)))
        {
            (registry, repository) = (null, null);
        }
        else if (repository is { Text: var path } && SurelyHasHost(path))
        {
            registry = null;
        }

        var tag = nameIsTagged ? null : parts.Version(belowImage);
        var digest = nameIsTagged && name!.Value.Text.Contains('@') ? null : parts.Digest;
        var head = repository ?? name;
        if (registry is null && head is { Text: var bare } && !HasHost(bare))
        {
            (registry, var inherited) = around.RegistryFor(parts.Base is null && parts.Registered == 0 && tag is null && !nameIsTagged);
            tag ??= nameIsTagged ? null : inherited;
        }

        if (!nameIsTagged && tag is null && digest is null && parts.Base is not null)
        {
            tag = around.Version();
        }

        var alone = registry is null && repository is null && tag is null && digest is null && !parts.HasVersion;
        if (alone)
        {
            // Judged by itself, unless it is a part by its very name.
            return parts.Base is not null && !nameIsTagged && name is not null ? new JoinedParts(parts.Used(name), null, name.Value) : null;
        }

        if (head is not { Text.Length: > 0 } first)
        {
            return null;
        }

        if (!nameIsTagged && tag is not { Text.Length: > 0 } && digest is not { Text.Length: > 0 })
        {
            return parts.Repository is not null && HasTag(parts.Repository.Value.Text)
                ? null
                : new JoinedParts(parts.Used(name), null, first);
        }

        var joined = new Joined().Add("", registry);
        joined.Add(registry is null ? "" : "/", repository);
        joined.Add(registry is null && repository is null ? "" : "/", name);
        joined.Add(tag is { Text: var version } && version.StartsWith("sha256:", StringComparison.Ordinal) ? "@" : ":", tag);
        joined.Add("@", digest);
        return joined.Reference is { } reference && (tag is null || reference.Tag is not null || reference.Digest is not null)
            ? new JoinedParts(parts.Used(name), joined, first) { Reference = reference, IsSure = parts.IsSure(belowImage) }
            : new JoinedParts(parts.Used(name), null, first);
    }

    /// <summary>A mere name beside a repository may be somebody else's name: then it has a word in common with the repository's.</summary>
    private static bool IsSameName(TextEntry name, TextEntry repository, bool isMereName)
    {
        var last = repository.Text[(repository.Text.LastIndexOf('/') + 1)..];
        var untagged = HasTag(name.Text) ? name.Text[..name.Text.LastIndexOf(':')] : name.Text;
        return untagged == repository.Text
            || (isMereName && name.Text.Split('-', '_').Intersect(last.Split('-', '_'), StringComparer.OrdinalIgnoreCase).Any());
    }

    public static bool HasTag(string text) => text.Contains('@') || text.LastIndexOf(':') > text.LastIndexOf('/');

    public static bool HasHost(string text)
    {
        var slash = text.IndexOf('/');
        return slash > 0 && (text[..slash] == "localhost" || text.AsSpan(0, slash).ContainsAny('.', ':'));
    }

    /// <summary>Beside a registry of its own a first step with a dot may be a mere name.</summary>
    private static bool SurelyHasHost(string text)
    {
        if (!HasHost(text))
        {
            return false;
        }

        var host = text[..text.IndexOf('/')];
        return host.Contains(':') || host.Count(letter => letter == '.') > 1 || KnownRegistries.Has(host) || KnownRegistries.SaysSo(host);
    }

    private sealed class Parts(string stem)
    {
        private readonly List<string> _taken = [];
        private TextEntry? _tag;
        private TextEntry? _version;

        public string Stem { get; } = stem;

        public TextEntry? Image { get; private set; }

        public TextEntry? Base { get; private set; }

        public TextEntry? Name { get; private set; }

        public TextEntry? Registry { get; private set; }

        public TextEntry? Repository { get; private set; }

        public TextEntry? Digest { get; private set; }

        public TextEntry? Tag => _tag;

        /// <summary>A version or tag is given, be it empty.</summary>
        public bool HasVersion => _tag is not null || _version is not null;

        public bool HasPlace => Registry is not null || Repository is not null;

        /// <summary>Something that a tag could belong to.</summary>
        public bool HasName => HasPlace || Image is not null || Base is not null || Name is not null;

        /// <summary>The other's stem is the end of this one's.</summary>
        public bool EndsAs(Parts other) => Stem.EndsWith($" {other.Stem}", StringComparison.Ordinal);

        public int Registered => (Registry is null ? 0 : 1) + (Repository is null ? 0 : 1);

        public void Take(ImageKey key, TextEntry entry)
        {
            switch (key.Part)
            {
                case ImagePart.Image when Image is { Text.Length: > 0 }:
                    // A second image of the same stem is one by itself.
                    return;
                case ImagePart.Image:
                    Image = entry;
                    break;
                case ImagePart.BaseImage:
                    Base = entry;
                    break;
                case ImagePart.Name:
                    // newName replaces name.
                    Name = Name is null || entry.Key.StartsWith("new", StringComparison.OrdinalIgnoreCase) ? entry : Name;
                    break;
                case ImagePart.Registry:
                    Registry ??= entry.Text.Length > 0 ? entry : null;
                    break;
                case ImagePart.Repository:
                    Repository = entry.Text.Length > 0 ? entry : null;
                    break;
                case ImagePart.Tag:
                    _tag = entry;
                    break;
                case ImagePart.Version:
                    _version = entry;
                    break;
                default:
                    Digest = entry.Text.Length > 0 ? entry : null;
                    break;
            }

            _taken.Add(entry.Key);
        }

        /// <summary>
        /// A whole reference beside a repository with host and tag is another image: <c>HELPER_IMAGE</c> and
        /// <c>helper.image.repository</c>.
        /// </summary>
        public void PartFromWhole()
        {
            if (
                Image is { } whole
                && HasHost(whole.Text)
                && HasTag(whole.Text)
                && Repository is { } other
                && _tag is { Text.Length: > 0 }
                && HasHost(other.Text)
                && whole.Text[..whole.Text.LastIndexOf(':')] != other.Text
            )
            {
                Image = null;
                _taken.Remove(whole.Key);
            }
        }

        /// <summary>The tag or digest of another stem is this one's.</summary>
        public void Take(Parts other)
        {
            _tag = other._tag ?? _tag ?? other._version;
            Digest ??= other.Digest;
            _taken.AddRange(other._taken);
        }

        /// <summary>The tag; a version only where it cannot be that of something else.</summary>
        public TextEntry? Version(bool belowImage) =>
            _tag is { Text.Length: > 0 } ? _tag
            : _version is { Text: var text }
            && text.Any(char.IsAsciiDigit)
            && (Repository is not null || Base is not null || belowImage || Stem.Length > 0)
                ? _version
            : null;

        public bool IsSure(bool belowImage) =>
            _tag is not null
            || Digest is not null
            || Image is not null
            || Base is not null
            || belowImage
            || (Repository is { } path && HasHost(path.Text));

        /// <summary>The keys whose texts are spoken for.</summary>
        public IReadOnlyList<string> Used(TextEntry? name) =>
            [.. _taken.Where(key => Name is not { } mere || mere.Key != key || name?.Key == key)];
    }
}

/// <param name="Keys">The keys whose texts are spoken for.</param>
/// <param name="Whole">The joined text; null where a part is missing.</param>
/// <param name="First">The part that stands for all.</param>
internal sealed record JoinedParts(IReadOnlyList<string> Keys, Joined? Whole, TextEntry First)
{
    public ImageReference? Reference { get; init; }

    public bool IsSure { get; init; }
}
