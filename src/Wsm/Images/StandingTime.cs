namespace Wsm.Images;

/// <summary>The time at which a comparison of renderings began.</summary>
internal sealed class StandingTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
