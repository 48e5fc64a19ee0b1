using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Failures;

namespace Wsm.Tests.Bundles;

public sealed class BundleWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemorySource _source = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_was_written_is_read_back_byte_for_byte(BundleLayout layout)
    {
        var image = TestImages.Random(1, 0, 1, 511, 512, 65_535, 65_536, 3_000_000);
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("example.org/a/b:1", image, layout)], layout);

        var report = await MemorySource.WriteAsync(order);

        Assert.True(report.IsFinished);
        using var bundle = Bundle.Open(_folder.Path);
        var read = Assert.Single(bundle.Images);
        var root = await read.GetManifestAsync("1", CancellationToken.None);
        Assert.Equal(image.Root, root.Bytes.ToArray());
        foreach (var blob in root.AsImage().Blobs)
        {
            foreach (var offset in new[] { 0, blob.Size / 2, blob.Size })
            {
                await using var stream = await read.OpenBlobAsync(blob, offset, CancellationToken.None);
                using var copy = new MemoryStream();
                await stream.CopyToAsync(copy);
                Assert.Equal(image.Blobs[blob.Digest.ToString()][(int)offset..], copy.ToArray());
            }
        }
    }

    [Fact]
    public async Task A_blob_that_several_images_share_is_fetched_once()
    {
        var shared = TestImages.Random(1, 500_000).Blobs.Values.MaxBy(bytes => bytes.Length)!;
        var one = TestImages.FromLayers([shared, [1, 2, 3]]);
        var two = TestImages.FromLayers([
            [9],
            shared,
        ]);
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", one), await _source.PlanAsync("b:1", two)]);

        await MemorySource.WriteAsync(order);

        Assert.Equal(one.Blobs.Concat(two.Blobs).DistinctBy(blob => blob.Key).Sum(blob => blob.Value.Length), _source.Served);
    }

    [Fact]
    public async Task The_checksum_of_a_shared_blob_is_right_in_every_archive_that_holds_it()
    {
        var shared = TestImages.Random(1, 500_000).Blobs.Values.MaxBy(bytes => bytes.Length)!;
        var images = new[]
        {
            await _source.PlanAsync("a:1", TestImages.FromLayers([shared])),
            await _source.PlanAsync("b:1", TestImages.FromLayers([shared, [1]])),
            await _source.PlanAsync(
                "c:1",
                TestImages.FromLayers([
                    [1],
                    shared,
                ])
            ),
        };

        await MemorySource.WriteAsync(MemorySource.Order(_folder.Path, images));

        foreach (var name in new[] { "a", "b", "c" })
        {
            await Tool.RunAsync("gzip", ["--test", _folder[$"images/docker.io/library/{name}/1.tgz"]]);
        }
    }

    [Fact]
    public async Task The_same_images_make_the_same_bytes()
    {
        using var other = new TemporaryFolder();
        var images = new[]
        {
            await _source.PlanAsync("a:1", TestImages.Random(3, 70_000, 5)),
            await _source.PlanAsync("b:1", TestImages.MultiPlatform()),
        };

        await MemorySource.WriteAsync(MemorySource.Order(_folder.Path, images));
        await MemorySource.WriteAsync(MemorySource.Order(other.Path, images));

        Assert.Equal(Snapshot.Of(_folder.Path), Snapshot.Of(other.Path));
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task A_blob_that_was_cut_off_is_resumed_and_only_the_rest_is_fetched(BundleLayout layout)
    {
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.Random(4, 4_000_000), layout)], layout);
        _source.Line = (blob, _, stream) => blob.Size == 4_000_000 ? new BrokenStream(stream, 2_500_000) : stream;
        var first = await MemorySource.WriteAsync(order);
        _source.Line = (_, _, stream) => stream;
        var before = _source.Served;

        var second = await MemorySource.WriteAsync(order);

        Assert.False(first.IsFinished);
        Assert.Contains("cut", Assert.Single(first.Failed).Reason);
        Assert.True(second.IsFinished);
        Assert.InRange(_source.Served - before, 1_500_000, 1_500_000 + 2 * 65_535);
        Assert.False(File.Exists(_folder["images/docker.io/library/a/1.tgz.partial"]));
    }

    [Fact]
    public async Task What_is_wrong_on_disk_is_not_trusted()
    {
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.Random(5, 4_000_000))]);
        _source.Line = (blob, _, stream) => blob.Size == 4_000_000 ? new BrokenStream(stream, 2_500_000) : stream;
        await MemorySource.WriteAsync(order);
        _source.Line = (_, _, stream) => stream;
        var partial = _folder["images/docker.io/library/a/1.tgz.partial"];
        using (var file = File.Open(partial, FileMode.Open))
        {
            file.Position = 1_000_000;
            var value = file.ReadByte();
            file.Position = 1_000_000;
            file.WriteByte((byte)(value ^ 1));
        }

        var report = await MemorySource.WriteAsync(order);

        Assert.True(report.IsFinished);
        using var bundle = Bundle.Open(_folder.Path);
        var image = bundle.Images[0];
        var layer = (await image.GetManifestAsync("1", CancellationToken.None)).AsImage().Layers[0];
        await using var stream = await image.OpenBlobAsync(layer, 0, CancellationToken.None);
        await stream.CopyToAsync(Stream.Null);
    }

    [Fact]
    public async Task A_source_that_always_lies_fails_its_image_and_no_other()
    {
        var order = MemorySource.Order(
            _folder.Path,
            [
                await _source.PlanAsync("good:1", TestImages.Random(6, 1000)),
                await _source.PlanAsync("bad:1", TestImages.Random(7, 2_000_000)),
            ]
        );
        _source.Line = (blob, _, stream) => blob.Size == 2_000_000 ? new MemoryStream(new byte[2_000_000]) : stream;

        var report = await MemorySource.WriteAsync(order);

        Assert.Equal(["good:1"], report.Complete);
        Assert.Equal("bad:1", Assert.Single(report.Failed).Item);
        Assert.True(File.Exists(_folder["images/docker.io/library/good/1.tgz"]));
        Assert.False(File.Exists(_folder["images/docker.io/library/bad/1.tgz"]));
        Assert.False(File.Exists(_folder["bundle.json"]));
    }

    [Fact]
    public async Task An_image_that_is_added_later_takes_shared_layers_from_the_archives_that_are_there()
    {
        var shared = TestImages.Random(8, 900_000).Blobs.Values.MaxBy(bytes => bytes.Length)!;
        var first = await _source.PlanAsync("a:1", TestImages.FromLayers([shared]));
        await MemorySource.WriteAsync(MemorySource.Order(_folder.Path, [first]));
        var before = _source.Served;

        var report = await MemorySource.WriteAsync(
            MemorySource.Order(_folder.Path, [first, await _source.PlanAsync("b:1", TestImages.FromLayers([shared, [1]]))])
        );

        Assert.True(report.IsFinished);
        Assert.InRange(_source.Served - before, 1, 1000);
    }

    [Fact]
    public async Task A_moved_tag_replaces_its_archive_and_keeps_the_layers_that_stayed()
    {
        var stays = TestImages.Random(9, 700_000).Blobs.Values.MaxBy(bytes => bytes.Length)!;
        await MemorySource.WriteAsync(
            MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.FromLayers([stays, [1]]))])
        );
        var before = _source.Served;
        var moved = TestImages.FromLayers([stays, [2]]);

        var report = await MemorySource.WriteAsync(MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", moved)]));

        Assert.True(report.IsFinished);
        Assert.InRange(_source.Served - before, 1, 1000);
        using var bundle = Bundle.Open(_folder.Path);
        Assert.Equal(moved.Digest, bundle.Images[0].Root.ToString());
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        var order = MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.Random(10, 100_000))]);
        await MemorySource.WriteAsync(order);
        var before = Snapshot.Of(_folder.Path, times: true);
        var served = _source.Served;

        await MemorySource.WriteAsync(order);

        Assert.Equal(before, Snapshot.Of(_folder.Path, times: true));
        Assert.Equal(served, _source.Served);
    }

    [Fact]
    public async Task A_file_that_wsm_did_not_make_is_not_overwritten()
    {
        var path = _folder.Write("images/docker.io/library/a/1.tgz", "mine");

        var error = await Assert.ThrowsAsync<UserError>(async () =>
            await MemorySource.WriteAsync(MemorySource.Order(_folder.Path, [await _source.PlanAsync("a:1", TestImages.Random(11, 10))]))
        );

        Assert.Contains("not made by wsm", error.Message);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void A_second_wsm_is_kept_out_of_a_bundle_in_work()
    {
        using var first = FolderLock.Take(_folder.Path);

        Assert.Contains("in use", Assert.Throws<UserError>(() => FolderLock.Take(_folder.Path)).Message);
    }

    [Fact]
    public async Task A_blob_over_8_GiB_has_its_place_and_a_header_that_tar_understands()
    {
        var size = 9L << 30;
        var manifest = RawManifest.Create(
            System.Text.Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{Digest.Of("c"u8)}}","size":1},"layers":[{"mediaType":"{{MediaTypes.OciLayerGzip}}","digest":"{{Digest.Of("l"u8)}}","size":{{size}}}]}"""
            )
        );
        var contents = await ImageContents.ReadAsync(ImageReference.Parse("a:1"), manifest, null, _source, CancellationToken.None);
        var layout = ArchiveLayout.Of(contents);
        var path = _folder["big.tgz"];
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(file, layout.Length);
            foreach (var (place, bytes) in layout.Skeleton())
            {
                RandomAccess.Write(file, bytes, place);
            }
        }

        using var reader = ArchiveReader.Open(GuardedFolder.Around(path), Path.GetFileName(path))!;
        Assert.Equal(manifest.Digest, reader.ReadRoot().Digest);
        using var layer = reader.Open(Digest.Of("l"u8), 0);
        Assert.Equal(size, layer!.Length);
    }
}
