namespace Wsm.Bundles.Volumes;

/// <summary>What an earlier run left is not what it should be.</summary>
internal sealed class StaleVolumeException(IReadOnlyList<int> volumes) : Exception("volumes of an earlier run are damaged")
{
    public IReadOnlyList<int> Volumes => volumes;
}
