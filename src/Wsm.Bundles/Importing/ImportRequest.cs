using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;

namespace Wsm.Bundles.Importing;

/// <summary>What is to be brought into which bundle.</summary>
public sealed record ImportRequest
{
    /// <summary>The bundle's folder; one that is there keeps what it has.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<ImportSource> Sources { get; init; }

    /// <summary>The name of the only image, where the archive does not say it.</summary>
    public string? Name { get; init; }

    /// <summary>What is taken of images for several platforms; null for all that the archive holds.</summary>
    public PlatformChoice? Platforms { get; init; }

    /// <summary>How a new bundle keeps its images.</summary>
    public BundleLayout Layout { get; init; }

    public required int Jobs { get; init; }

    /// <summary>The program, as the lock names it.</summary>
    public required string Generator { get; init; }

    /// <summary>Asked before the lock of a bundle that is there is believed.</summary>
    public LockVerifier? Gate { get; init; }
}

/// <summary>Where images come from.</summary>
/// <param name="Label">As the person has written it.</param>
/// <param name="Path">The file or folder; null where the archive is sent by something else.</param>
/// <param name="Open">Opens the archive, a tar that is read once; null where there is a path.</param>
public sealed record ImportSource(string Label, string? Path, Func<CancellationToken, Task<Stream>>? Open = null);
