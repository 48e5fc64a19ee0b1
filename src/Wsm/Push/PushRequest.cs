using Wsm.ChartStores;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>What <c>wsm push</c> was asked for.</summary>
public sealed record PushRequest
{
    /// <summary>The folder of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Where the images go; null pushes no image.</summary>
    public RelocationOptions? Relocation { get; init; }

    /// <summary>Where the charts go: <c>oci://…</c>, an address, or a folder; null pushes no chart.</summary>
    public string? Charts { get; init; }

    public ChartStoreKind ChartsKind { get; init; }

    /// <summary>Replace charts that the store holds with other content.</summary>
    public bool Force { get; init; }

    public int Parallel { get; init; } = 4;

    /// <summary>Bytes; null sends each blob whole where the registry takes it.</summary>
    public int? ChunkSize { get; init; }

    /// <summary>Where to write what went where; null for <c>relocation.json</c> in the bundle, as far as it can be written to.</summary>
    public string? RelocationFile { get; init; }
}
