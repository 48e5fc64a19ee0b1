using Wsm.Bundles.Reading;
using Wsm.Oci.Registry.Options;
using Wsm.Site.Delivery;
using Wsm.Site.Delivery.Bundles;
using Wsm.Site.Relocations;
using Wsm.Terminal.Delivery;

namespace Wsm.Tests.Push;

/// <summary>A push as the program makes it, with pauses between tries that a test can wait for.</summary>
internal static class QuickPush
{
    public static RegistryOptions Options { get; } =
        new()
        {
            Retry = new RetryOptions
            {
                MaxRetries = 8,
                BaseDelay = TimeSpan.FromMilliseconds(5),
                MaxDelay = TimeSpan.FromMilliseconds(50),
            },
        };

    public static async Task<DeliveryReport> RunAsync(
        SampleBundle bundle,
        string registry,
        RegistryOptions? options = null,
        DeliveryOptions? transfer = null
    )
    {
        var destination = new Destination
        {
            Images = new RelocationOptions { Registry = registry },
            Transfer = transfer ?? new DeliveryOptions(),
        };
        options ??= Options;
        using var opened = Bundle.Open(bundle.Folder);
        using var session = new DeliverySession(options, destination, TimeProvider.System);
        var plan = await BundleDelivery.ReadAsync(opened, destination.Images, TestContext.Current.CancellationToken);
        return await session.Runner.RunAsync(plan, new NoWatch(), TestContext.Current.CancellationToken);
    }

    public static void AssertArrived(DeliveryReport report) =>
        Assert.True(
            report.Items.All(item => item.Result == DeliveryOutcome.Pushed),
            string.Join('\n', report.Items.Select(DeliveryText.Line))
        );

    internal sealed class NoWatch : IDeliveryWatch
    {
        public void Expect(IReadOnlyList<ImageToDeliver> images, int charts) { }

        public void Began(ImageToDeliver image) { }

        public void Advanced(ImageToDeliver image, long bytes) { }

        public void Kept(ImageToDeliver image, long bytes) { }

        public void Ended(DeliveredImage image) { }

        public void Ended(DeliveredItem item) { }
    }
}
