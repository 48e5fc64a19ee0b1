namespace Wsm.Delivery;

public enum DeliveryOutcome
{
    Pushed,

    /// <summary>The target's tag pointed to this very digest already.</summary>
    Present,

    Failed,
}
