namespace Wsm.Delivery;

/// <summary>One chart for the store inside.</summary>
/// <param name="Read">The archive's bytes; throws <see cref="UserError"/> where they are missing or damaged.</param>
public sealed record ChartToDeliver(string Name, string Version, Func<ReadOnlyMemory<byte>> Read);
