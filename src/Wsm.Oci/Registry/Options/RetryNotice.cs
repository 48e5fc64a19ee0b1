namespace Wsm.Oci.Registry.Options;

/// <summary>A request that failed in passing and will be tried again.</summary>
/// <param name="Host">The host that was asked.</param>
/// <param name="Reason">A few words for a person: "503 Service Unavailable", "connection reset".</param>
/// <param name="Attempt">The retry that is about to be made, from 1.</param>
public sealed record RetryNotice(string Host, string Reason, int Attempt, TimeSpan Delay);
