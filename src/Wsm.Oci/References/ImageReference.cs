using System.Diagnostics.CodeAnalysis;

namespace Wsm.Oci.References;

/// <summary>
/// The name of an image, as charts and people write it, by the distribution grammar. Two references are equal when their
/// canonical forms are.
/// </summary>
/// <remarks>https://github.com/distribution/reference</remarks>
public sealed class ImageReference : IEquatable<ImageReference>
{
    /// <summary>The registry that a name without a host belongs to.</summary>
    public const string DefaultRegistry = "docker.io";

    private ImageReference(string asWritten, string registry, string repository, string? tag, Digest? digest)
    {
        AsWritten = asWritten;
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
        Canonical = Name + (tag is null ? "" : ":" + tag) + (digest is null ? "" : "@" + digest);
    }

    /// <summary>The text that was parsed, for display.</summary>
    public string AsWritten { get; }

    /// <summary>
    /// Host and optional port, <c>docker.io</c> when none was written. Not always the host of the API: Docker Hub's differs.
    /// </summary>
    public string Registry { get; }

    /// <summary>The path without the registry; <c>library/redis</c> for <c>redis</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag, <c>latest</c> when neither tag nor digest was written; null when only a digest was.</summary>
    public string? Tag { get; }

    public Digest? Digest { get; }

    /// <summary>Registry and repository: <c>docker.io/library/redis</c>.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>The full form: <c>docker.io/library/redis:latest</c>.</summary>
    public string Canonical { get; }

    /// <summary>What to ask the registry for: the digest when there is one, else the tag.</summary>
    public string TagOrDigest => Digest?.ToString() ?? Tag!;

    /// <exception cref="FormatException">The text is not a reference; the message says why.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var problem)
            ? reference
            : throw new FormatException($"{Quoted.Text(text)} is not an image reference: {problem}");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference) =>
        TryParse(text, out reference, out _);

    /// <summary>As <see cref="Parse"/>; <paramref name="problem"/> is the reason, fit to stand after a colon.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out ImageReference? reference,
        [NotNullWhen(false)] out string? problem
    )
    {
        reference = null;
        if (!ReferenceGrammar.TrySplit(text, out var parts, out problem))
        {
            return false;
        }

        var tag = parts.Tag ?? (parts.Digest is null ? "latest" : null);
        reference = new ImageReference(text!, parts.Registry, parts.Repository, tag, parts.Digest);
        return true;
    }

    /// <summary>A reference from its parts; its text as written is the canonical one.</summary>
    /// <exception cref="FormatException">A part breaks the grammar.</exception>
    public static ImageReference Create(string registry, string repository, string? tag = null, Digest? digest = null)
    {
        var reference = Parse($"{registry}/{repository}{(tag is null ? "" : ":" + tag)}{(digest is null ? "" : "@" + digest)}");
        var asked = registry == "index.docker.io" ? DefaultRegistry : registry;

        // "myhost/app" is an image of Docker Hub: what was meant for an internal host must not go there.
        return reference.Registry == asked
            ? reference
            : throw new FormatException(
                $"{Quoted.Text(registry)} cannot stand as a registry in a reference; a host name without a dot needs a port, as in "
                    + "myhost:443"
            );
    }

    /// <summary>The same image pinned to a digest; the tag is kept.</summary>
    public ImageReference WithDigest(Digest digest) => Create(Registry, Repository, Tag, digest);

    public bool Equals(ImageReference? other) => other is not null && Canonical == other.Canonical;

    public override bool Equals(object? obj) => Equals(obj as ImageReference);

    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical form.</summary>
    public override string ToString() => Canonical;
}
