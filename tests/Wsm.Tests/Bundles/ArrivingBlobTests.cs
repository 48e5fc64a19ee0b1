using Wsm.Bundles.Files;
using Wsm.Bundles.Inside;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.Finding.Inside;

namespace Wsm.Tests.Bundles;

/// <summary>Blobs that are read while they are written.</summary>
public sealed class ArrivingBlobTests : IDisposable
{
    /// <summary>What has come is written when a buffer is full.</summary>
    private const int Half = BufferPool.BufferLength;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly MemorySource _source = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_has_come_is_read_before_the_rest_is_there(BundleLayout layout)
    {
        var image = TestImages.Random(1, 2 * Half);
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", image, layout)], layout);
        using var halfIsRead = new SemaphoreSlim(0);
        _source.Line = (blob, _, stream) => blob.Size == 2 * Half ? new HeldStream(stream, Half, halfIsRead) : stream;

        var (report, arrived, reading) = await FollowAsync(order, () => halfIsRead.Release());

        Assert.True(report.IsFinished);
        Assert.True(await arrived.WaitAsync(Patience));
        Assert.Equal(image.Blobs.Values.Single(bytes => bytes.Length == 2 * Half), await reading.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_reader_of_a_blob_that_does_not_come_is_told()
    {
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.Random(2, 2 * Half))]);
        _source.Line = (blob, _, stream) => blob.Size == 2 * Half ? new BrokenStream(stream, Half) : stream;

        var (report, arrived, reading) = await FollowAsync(order, () => { });

        Assert.False(report.IsFinished);
        Assert.False(await arrived.WaitAsync(Patience));
        Assert.Contains("did not arrive", (await Assert.ThrowsAnyAsync<IOException>(() => reading.WaitAsync(Patience))).Message);
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_a_wrong_blob_named_is_forgotten_and_the_right_one_is_looked_into(BundleLayout layout)
    {
        var right = Layers.Tar(("etc/a.yaml", "image: quay.io/acme/right:1\n"u8.ToArray(), false));
        var wrong = Layers.Tar(("etc/a.yaml", "image: quay.io/acme/wrong:1\n"u8.ToArray(), false));
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.FromLayers([right]), layout)], layout);
        var asked = 0;
        _source.Line = (blob, _, stream) => blob.Size == right.Length && asked++ == 0 ? new MemoryStream(wrong) : stream;
        using var scan = new InsideScan(2, CancellationToken.None);

        var report = await MemorySource.WriteAsync(order with { Arriving = scan.Follow });
        using var bundle = Bundle.Open(_folder.Path);
        var inside = await scan.FinishAsync(bundle.Images);

        Assert.True(report.IsFinished);
        Assert.Equal(2, asked);
        Assert.Equal("quay.io/acme/right:1", Assert.Single(Assert.Single(inside.Images).Found).Reference.AsWritten);
    }

    [Fact]
    public async Task A_layer_that_was_followed_is_not_read_again()
    {
        var layer = Layers.Gzip(("etc/a.yaml", "image: quay.io/acme/side:1\n"u8.ToArray(), false));
        var order = MemorySource.Order(
            _folder.Path,
            [await _source.PlanAsync("a:1", TestImages.FromLayers([layer]), BundleLayout.Oci)],
            BundleLayout.Oci
        );
        using var scan = new InsideScan(2, CancellationToken.None);
        await MemorySource.WriteAsync(order with { Arriving = scan.Follow });
        File.Delete(_folder[$"images/blobs/sha256/{Digest.Of(layer).Hex}"]);
        using var bundle = Bundle.Open(_folder.Path);

        var inside = await scan.FinishAsync(bundle.Images);

        Assert.Empty(Assert.Single(inside.Images).Problems);
        Assert.Single(inside.Images[0].Found);
    }

    /// <summary>Writes, and reads the large blob meanwhile.</summary>
    private static async Task<(BundleReport Report, Task<bool> Arrived, Task<byte[]> Reading)> FollowAsync(BundlePlan order, Action half)
    {
        Task<byte[]>? reading = null;
        Task<bool>? arrived = null;
        var report = await MemorySource.WriteAsync(
            order with
            {
                Arriving = blob =>
                {
                    if (blob.Blob.Size == 2 * Half)
                    {
                        arrived = blob.Arrived;
                        reading = ReadAsync(blob.Open(), half);
                    }
                },
            }
        );
        return (report, arrived!, reading!);
    }

    private static Task<byte[]> ReadAsync(Stream stream, Action half) =>
        Task.Run(() =>
        {
            using (stream)
            {
                var first = new byte[Half];
                stream.ReadExactly(first);
                half();
                using var rest = new MemoryStream();
                stream.CopyTo(rest);
                return (byte[])[.. first, .. rest.ToArray()];
            }
        });

    /// <summary>A line that goes on after so many bytes only when it may.</summary>
    private sealed class HeldStream(Stream inner, long limit, SemaphoreSlim goOn) : MemoryStream
    {
        private long _passed;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_passed == limit)
            {
                Assert.True(await goOn.WaitAsync(Patience, cancellationToken));
            }

            var left = _passed < limit ? limit - _passed : buffer.Length;
            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            _passed += read;
            return read;
        }
    }
}
