namespace Wsm.Site.Relocations;

/// <summary>Where the images of a bundle are to go, as the command line says it.</summary>
public sealed record RelocationOptions
{
    /// <summary><c>HOST[:PORT][/prefix]</c>; may be missing only where the rules place every image.</summary>
    public string? Registry { get; init; }

    public PathStyle Style { get; init; } = PathStyle.Strip;

    /// <summary>How many parts a repository's path may have, the prefix included; with <see cref="PathStyle.MaxDepth"/>.</summary>
    public int MaxDepth { get; init; } = 2;

    /// <summary><c>PATTERN=TARGET</c>, the first that matches decides.</summary>
    public IReadOnlyList<string> Maps { get; init; } = [];

    /// <summary>Where an earlier push brought everything; null to follow the rules above.</summary>
    public RelocationFile? Pushed { get; init; }

    /// <summary>What becomes of the images' format on their way.</summary>
    public ImageConversion Convert { get; init; }

    /// <summary>The address the cluster pulls from, where it differs from the one pushed to: <c>HOST[:PORT][/prefix]</c>.</summary>
    public string? PullRegistry { get; init; }
}
