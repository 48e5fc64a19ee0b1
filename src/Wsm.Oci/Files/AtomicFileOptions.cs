namespace Wsm.Oci.Files;

/// <summary>How <see cref="AtomicFile"/> writes; by default for everybody to read, to last, by one writer at a time.</summary>
public readonly record struct AtomicFileOptions
{
    /// <summary>Only the owner may read it, from the first byte on.</summary>
    public bool OwnerOnly { get; init; }

    /// <summary>Other processes may write the same file at the same time: each writes beside the others, and the last one wins.</summary>
    public bool Shared { get; init; }

    /// <summary>It may be lost when the power fails: nothing is flushed.</summary>
    public bool Fleeting { get; init; }

    /// <summary>Where it grows, on the same file system; null for beside it.</summary>
    public string? Partial { get; init; }
}
