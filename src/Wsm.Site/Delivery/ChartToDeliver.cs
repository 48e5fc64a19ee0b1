using Wsm.Product.Failures;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Delivery;

/// <summary>One chart for the store inside.</summary>
/// <param name="Read">The chart with what belongs to it; throws <see cref="UserError"/> where something is missing or damaged.</param>
public sealed record ChartToDeliver(string Name, string Version, Func<ChartArchive> Read);
