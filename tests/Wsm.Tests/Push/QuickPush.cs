using Wsm.Bundles;
using Wsm.Delivery;
using Wsm.Delivery.Reporting;
using Wsm.Oci.Registry;
using Wsm.Push;
using Wsm.Relocate;

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
        using var carrier = new Carrier(options, destination, TimeProvider.System);
        var shipment = await BundleShipment.ReadAsync(opened, destination.Images, TestContext.Current.CancellationToken);
        return await carrier.Shipper.RunAsync(shipment, new NoWatch(), TestContext.Current.CancellationToken);
    }

    public static void AssertArrived(DeliveryReport report) =>
        Assert.True(
            report.Items.All(item => item.Result == DeliveryOutcome.Pushed),
            string.Join('\n', report.Items.Select(DeliveryText.Line))
        );

    internal sealed class NoWatch : IShipmentWatch
    {
        public void Expect(IReadOnlyList<ImageToDeliver> images, int charts) { }

        public void Began(ImageToDeliver image) { }

        public void Advanced(ImageToDeliver image, long bytes) { }

        public void Kept(ImageToDeliver image, long bytes) { }

        public void Ended(DeliveredImage image) { }

        public void Ended(DeliveredItem item) { }
    }
}
