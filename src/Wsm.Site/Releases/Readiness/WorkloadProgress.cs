using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Releases.Readiness;

/// <summary>How far something has come that is waited for.</summary>
/// <param name="Ready">How many of its pods are ready; of anything else 0 until it is.</param>
/// <param name="Waits">Why it is not further; empty where <see cref="IsOver"/>.</param>
/// <param name="IsOver">It is waited for no longer: it is ready, or has failed.</param>
public sealed record WorkloadProgress(ObjectKey Key, long Ready, long Wanted, string Waits, bool IsOver);
