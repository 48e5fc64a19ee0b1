using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Registry.Options;

namespace Wsm.Commands.List;

/// <summary>What a list is to tell.</summary>
internal sealed record ListRequest
{
    /// <summary>A key of <see cref="ListFormat.All"/>.</summary>
    public required string Format { get; init; }

    public required bool Why { get; init; }

    /// <summary>The platforms to measure; null for no sizes.</summary>
    public required PlatformChoice? Sizes { get; init; }

    /// <summary>What to compare with: an absolute path, and the path as it was written.</summary>
    public required (string Path, string ShownAs)? Older { get; init; }

    /// <summary>The images are those of a bundle, and what their files name is told too.</summary>
    public bool Deep { get; init; }

    public required RegistryOptions Registries { get; init; }

    /// <summary>Asked about a bundle that is compared with.</summary>
    public LockVerifier? Gate { get; init; }
}
