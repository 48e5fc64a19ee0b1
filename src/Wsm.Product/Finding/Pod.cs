using Wsm.Helm.Data;

namespace Wsm.Product.Finding;

/// <summary>What stands around a container.</summary>
internal sealed record Pod(MapValue? Metadata)
{
    /// <summary>A label or annotation asks for injection.</summary>
    public bool IsInjected =>
        ((string[])["annotations", "labels"]).Any(key =>
            Metadata?[key].Data is MapValue map && map.Entries.Keys.Any(name => name.Contains("inject", StringComparison.Ordinal))
        );
}
