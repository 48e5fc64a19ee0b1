namespace Wsm.Oci.Registry.Options;

public sealed record UploadOptions
{
    /// <summary>Repositories of the same registry that are known to hold the blob; tried for a mount, in this order.</summary>
    public IReadOnlyList<string> MountFrom { get; init; } = [];

    /// <summary>Ask first whether the blob is there already; false when the caller knows.</summary>
    public bool CheckExisting { get; init; } = true;

    /// <summary>Bytes; null sends the blob in one request, and in chunks only if the registry refuses that as too large (413).</summary>
    public int? ChunkSize { get; init; }

    /// <summary>Told the number of bytes that have been sent since the last call; negative when some must be sent again.</summary>
    public Action<long>? OnSent { get; init; }
}
