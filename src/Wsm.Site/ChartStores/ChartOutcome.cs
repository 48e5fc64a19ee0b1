namespace Wsm.Site.ChartStores;

/// <summary>What came of putting a chart into a store.</summary>
public enum ChartOutcome
{
    Pushed,

    /// <summary>The chart is there; the store has no place for its provenance file.</summary>
    WithoutProvenance,

    /// <summary>The same bytes were there already.</summary>
    Present,

    /// <summary>The store holds other bytes under this name and version, and keeps them.</summary>
    Differs,
}
