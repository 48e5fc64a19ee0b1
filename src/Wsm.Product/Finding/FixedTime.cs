namespace Wsm.Product.Finding;

/// <summary>The time at which a comparison of renderings began.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
