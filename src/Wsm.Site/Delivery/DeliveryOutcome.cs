namespace Wsm.Site.Delivery;

public enum DeliveryOutcome
{
    Pushed,

    /// <summary>It was there already: the target's name stands for this very content.</summary>
    Present,

    Failed,

    /// <summary>With <c>--dry-run</c>: it would be pushed.</summary>
    Planned,
}
