namespace Wsm.Site.Values.Presence;

/// <summary>What a tool that installs from the chart store has to be told, besides its address.</summary>
public sealed record ChartStoreAccess
{
    /// <summary>Certificate authorities to trust, as absolute paths.</summary>
    public IReadOnlyList<string> CaFiles { get; init; } = [];

    /// <summary>The store wants a login.</summary>
    public bool NeedsLogin { get; init; }

    /// <summary>The user name, where one is known.</summary>
    public string? User { get; init; }
}
