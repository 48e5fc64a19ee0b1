namespace Wsm.Site.Delivery;

public enum DeliveryOutcome
{
    Pushed,

    /// <summary>It was there already: the target's name stands for this very content.</summary>
    Present,

    Failed,

    /// <summary>With <c>--dry-run</c>: it would be pushed.</summary>
    Planned,

    /// <summary>With <c>--shard</c>: what this shard has to bring is there, and another one completes it.</summary>
    Left,
}
