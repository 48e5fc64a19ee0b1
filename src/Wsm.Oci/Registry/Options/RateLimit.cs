namespace Wsm.Oci.Registry.Options;

/// <summary>What the registry last said of its pull limit (Docker Hub's <c>ratelimit-*</c> headers).</summary>
/// <param name="Limit">Pulls allowed in a window.</param>
/// <param name="Remaining">Pulls left in it.</param>
/// <param name="Window">Null when not told.</param>
public sealed record RateLimit(int Limit, int Remaining, TimeSpan? Window);
