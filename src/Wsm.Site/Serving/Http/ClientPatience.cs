namespace Wsm.Site.Serving.Http;

/// <summary>
/// How slow a client may be. A layer of 30 GB over a line that comes and goes is worth waiting for; a connection that stands still holds
/// memory for nothing.
/// </summary>
public sealed record ClientPatience
{
    /// <summary>From the first byte of a request to the end of its headers.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two requests of a connection.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a body, in either direction, may stand still before <see cref="BytesPerSecond"/> is asked for.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What a body must make on average, in either direction: less than the slowest modem.</summary>
    public double BytesPerSecond { get; init; } = 240;
}
