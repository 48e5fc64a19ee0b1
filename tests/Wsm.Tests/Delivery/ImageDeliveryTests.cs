using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Site.Delivery;
using Wsm.Terminal;

namespace Wsm.Tests.Delivery;

public sealed class ImageDeliveryTests
{
    private static readonly byte[] Shared = MemoryImage.Random(1, 300_000);

    [Fact]
    public async Task What_images_share_is_sent_once_and_mounted_into_the_others()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var images = Enumerable.Range(0, 5).Select(i => MemoryImage.Of(Shared, MemoryImage.Random(10 + i, 10_000))).ToList();
        var log = new List<string>();
        using var client = Client(log);

        var delivered = await DeliverAsync(
            client,
            [.. images.Select((image, i) => image.For($"docker.io/team/app{i}:1", $"{registry.Host}/team/app{i}:1"))]
        );

        Assert.All(delivered, image => Assert.Equal(DeliveryOutcome.Pushed, image.Outcome));
        Assert.Equal(1, images.Sum(image => image.Opened.GetValueOrDefault(Digest.Of(Shared))));
        Assert.Equal(300_000 * 4, delivered.Sum(image => image.Mounted));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(images[i].Manifests[0].Digest.ToString(), await DigestSeenBySkopeoAsync($"{registry.Host}/team/app{i}:1"));
            await AssertHoldsAsync(client, registry.Host, $"team/app{i}", images[i]);
        }
    }

    [Fact]
    public async Task A_second_delivery_asks_one_question_an_image_and_sends_nothing()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var images = Enumerable
            .Range(0, 3)
            .Select(i => MemoryImage.Of(Shared, [(byte)i]).For($"a/b{i}:1", $"{registry.Host}/b{i}:1"))
            .ToList();
        var log = new List<string>();
        using (var first = Client())
        {
            await DeliverAsync(first, images);
        }

        using var client = Client(log);

        var delivered = await DeliverAsync(client, images);

        Assert.All(delivered, image => Assert.Equal(DeliveryOutcome.Present, image.Outcome));
        Assert.DoesNotContain(log, line => line.Contains("POST") || line.Contains("PUT"));
        Assert.Equal(3, log.Count(line => line.Contains("HEAD") && line.Contains("/manifests/")));
    }

    [Fact]
    public async Task An_image_for_several_platforms_arrives_with_its_index_and_every_child()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var image = MemoryImage.Multi(("amd64", [Shared, [1]]), ("arm64", [Shared, [2]]));
        using var client = Client();

        var delivered = await DeliverAsync(client, [image.For("a/b:1", $"{registry.Host}/b:1")]);

        Assert.Equal(DeliveryOutcome.Pushed, delivered.Single().Outcome);
        foreach (var manifest in image.Manifests)
        {
            Assert.NotNull(await client.GetRepository(registry.Host, "b").FindManifestAsync(manifest.Digest.ToString(), default));
        }

        Assert.Equal(image.Manifests[0].Digest, (await client.GetRepository(registry.Host, "b").FindManifestAsync("1", default))!.Digest);
        await AssertHoldsAsync(client, registry.Host, "b", image);
    }

    [Fact]
    public async Task A_reference_without_a_tag_arrives_under_its_digest()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var image = MemoryImage.Of([1]);
        var digest = image.Manifests[0].Digest;
        using var client = Client();

        var delivered = await DeliverAsync(client, [image.For($"a/b@{digest}", $"{registry.Host}/b@{digest}")]);

        Assert.Equal(DeliveryOutcome.Pushed, delivered.Single().Outcome);
        Assert.NotNull(await client.GetRepository(registry.Host, "b").FindManifestAsync(digest.ToString(), default));
    }

    [Fact]
    public async Task A_tag_that_points_elsewhere_is_moved()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = Client();
        await DeliverAsync(client, [MemoryImage.Of([1]).For("a/b:1", $"{registry.Host}/b:1")]);
        var newer = MemoryImage.Of([2]);

        var delivered = await DeliverAsync(client, [newer.For("a/b:1", $"{registry.Host}/b:1")]);

        Assert.Equal(DeliveryOutcome.Pushed, delivered.Single().Outcome);
        Assert.Equal(newer.Manifests[0].Digest, (await client.GetRepository(registry.Host, "b").FindManifestAsync("1", default))!.Digest);
    }

    [Fact]
    public async Task A_damaged_image_fails_alone_and_its_tag_is_not_written()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var damaged = MemoryImage.Of(MemoryImage.Random(7, 1000));
        damaged.Content.Values.Last()[3] ^= 1;
        using var client = Client();

        var delivered = await DeliverAsync(
            client,
            [
                MemoryImage.Of([1]).For("a/good:1", $"{registry.Host}/good:1"),
                damaged.For("a/bad:1", $"{registry.Host}/bad:1"),
                MemoryImage.Of([2]).For("a/fine:1", $"{registry.Host}/fine:1"),
            ]
        );

        Assert.Equal([DeliveryOutcome.Pushed, DeliveryOutcome.Failed, DeliveryOutcome.Pushed], delivered.Select(image => image.Outcome));
        Assert.Contains("damaged", delivered[1].Failure!.Reason);
        Assert.Null(await client.GetRepository(registry.Host, "bad").FindManifestAsync("1", default));
    }

    [Fact]
    public async Task A_blob_damaged_in_one_archive_is_taken_from_another()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var damaged = MemoryImage.Of([.. Shared]);
        damaged.Content[Digest.Of(Shared)][5] ^= 1;
        var intact = MemoryImage.Of([.. Shared]);
        using var client = Client();

        var delivered = await DeliverAsync(
            client,
            [damaged.For("a/one:1", $"{registry.Host}/one:1"), intact.For("a/two:1", $"{registry.Host}/two:1")]
        );

        Assert.All(delivered, image => Assert.Equal(DeliveryOutcome.Pushed, image.Outcome));
        await AssertHoldsAsync(client, registry.Host, "one", intact);
    }

    [Fact]
    public async Task A_refused_repository_does_not_stop_the_others()
    {
        var settings = new RegistrySettings { Htpasswd = ("user", "secret") };
        await using var open = await RegistryProcess.StartAsync();
        await using var closed = await RegistryProcess.StartAsync(settings);
        using var client = Client();

        var delivered = await DeliverAsync(
            client,
            [MemoryImage.Of(Shared).For("a/one:1", $"{closed.Host}/one:1"), MemoryImage.Of(Shared).For("a/two:1", $"{open.Host}/two:1")]
        );

        Assert.Equal([DeliveryOutcome.Failed, DeliveryOutcome.Pushed], delivered.Select(image => image.Outcome));
        Assert.Contains(closed.Host, delivered[0].Failure!.Reason);
        Assert.Contains("wsm login", Failure.HintFor(delivered[0].Failure!.Cause), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_adds_up_to_the_size_of_what_was_to_be_done()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var images = Enumerable
            .Range(0, 3)
            .Select(i => MemoryImage.Of(Shared, MemoryImage.Random(50 + i, 1000)).For($"a/b{i}:1", $"{registry.Host}/b{i}:1"))
            .ToList();
        using var client = Client();
        var watch = new Watch();

        await new ImageDelivery(client, new DeliveryOptions()).RunAsync(images, watch, default);

        Assert.Equal(images.Sum(image => image.Blobs.Sum(blob => blob.Size)), watch.Advanced + watch.Kept);
        Assert.Equal(3, watch.Ended);
    }

    [Fact]
    public async Task Small_chunks_arrive_whole()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var image = MemoryImage.Of(Shared);
        using var client = Client();

        var delivered = await new ImageDelivery(client, new DeliveryOptions { ChunkSize = 64 * 1024 }).RunAsync(
            [image.For("a/b:1", $"{registry.Host}/b:1")],
            new Watch(),
            default
        );

        Assert.Equal(DeliveryOutcome.Pushed, delivered.Single().Outcome);
        await AssertHoldsAsync(client, registry.Host, "b", image);
    }

    [Fact]
    public async Task The_next_blob_is_sent_while_the_registry_stores_the_one_before()
    {
        var image = MemoryImage.Of(Shared);
        var (received, all) = (0, new TaskCompletionSource());
        await using var server = new FaultServer(request =>
            (request.Method, request.Path.Split('/')) switch
            {
                ("POST", _) => new Reply { Status = 202, Headers = [("Location", "/v2/b/blobs/uploads/1?state=x")] },
                ("PUT", [.., "uploads", _]) => Stored(),
                ("PUT", _) => new Reply { Status = 201 },
                ("HEAD", [.., "manifests", _]) when all.Task.IsCompleted => Reply.Manifest(
                    image.Manifests[0].Bytes.ToArray(),
                    image.Manifests[0].MediaType
                ),
                ("HEAD", _) => new Reply { Status = 404 },
                _ => Reply.Json("{}"),
            }
        );
        using var client = Client();

        var delivered = await new ImageDelivery(client, new DeliveryOptions { Parallel = 1 })
            .RunAsync([image.For("a/b:1", $"{server.Host}/b:1")], new Watch(), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((DeliveryOutcome.Pushed, null), (delivered.Single().Outcome, delivered.Single().Failure));

        // No blob is stored before all of them have been received: one at a time would wait for ever.
        Reply Stored()
        {
            if (Interlocked.Increment(ref received) == image.Content.Count)
            {
                all.SetResult();
            }

            return new Reply { Status = 201, After = all.Task };
        }
    }

    private static RegistryClient Client(List<string>? log = null) =>
        new(
            new RegistryOptions
            {
                Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(10) },
                Log = log is null
                    ? null
                    : line =>
                    {
                        lock (log)
                        {
                            log.Add(line);
                        }
                    },
            }
        );

    private static Task<IReadOnlyList<DeliveredImage>> DeliverAsync(RegistryClient client, IReadOnlyList<ImageToDeliver> images) =>
        new ImageDelivery(client, new DeliveryOptions()).RunAsync(images, new Watch(), TestContext.Current.CancellationToken);

    private static async Task<string> DigestSeenBySkopeoAsync(string reference) =>
        (await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{reference}"])).Output is var raw
            ? Digest.Of(System.Text.Encoding.UTF8.GetBytes(raw)).ToString()
            : "";

    /// <summary>Blob for blob, byte for byte.</summary>
    private static async Task AssertHoldsAsync(RegistryClient client, string host, string repository, MemoryImage image)
    {
        foreach (var (digest, bytes) in image.Content)
        {
            await using var stream = await client
                .GetRepository(host, repository)
                .OpenBlobAsync(
                    new Descriptor
                    {
                        MediaType = MediaTypes.OciLayer,
                        Digest = digest,
                        Size = bytes.Length,
                    },
                    0,
                    default
                );
            using var read = new MemoryStream();
            await stream.CopyToAsync(read);
            Assert.Equal(bytes, read.ToArray());
        }
    }
}
