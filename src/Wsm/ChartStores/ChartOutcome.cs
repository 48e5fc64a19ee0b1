namespace Wsm.ChartStores;

/// <summary>What came of putting a chart into a store.</summary>
public enum ChartOutcome
{
    Pushed,

    /// <summary>The same bytes were there already.</summary>
    Present,

    /// <summary>The store holds other bytes under this name and version, and keeps them.</summary>
    Differs,
}
