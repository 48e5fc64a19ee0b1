using Wsm.Oci.References;

namespace Wsm.Bundles.Importing;

/// <summary>An image in somebody else's archive.</summary>
internal sealed record ForeignImage
{
    /// <summary>As a person knows the archive.</summary>
    public required string Archive { get; init; }

    /// <summary>The reference that the archive gives it, or its tag alone; null where it has no name there.</summary>
    public string? Name { get; init; }

    /// <summary>Only the tag is known: <see cref="Name"/> is no reference.</summary>
    public bool IsTagOnly { get; init; }

    /// <summary>The manifest or index that the archive has for it, or that was made for it.</summary>
    public required Digest Root { get; init; }

    /// <summary>The archive holds no manifest, so that one was made.</summary>
    public bool IsMadeAnew { get; init; }

    public required ForeignContent Content { get; init; }
}
