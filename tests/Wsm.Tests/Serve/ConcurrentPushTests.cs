using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>Many pushes at once, too many, forgotten ones, and the end of the process in the middle.</summary>
public sealed class ConcurrentPushTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_clients_push_the_same_blob_at_once_and_all_are_right()
    {
        await using var registry = await RunningRegistry.StartAsync();
        var content = RandomNumberGenerator.GetBytes(2_000_000);
        var digest = Digest.Of(content);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    var begun = await registry.Http.PostAsync($"/v2/r{i}/blobs/uploads/", null, Cancellation);
                    var half = await registry.Http.PatchAsync(
                        begun.Headers.Location,
                        new ByteArrayContent(content[..1_000_000]),
                        Cancellation
                    );
                    var stored = await registry.Http.PutAsync(
                        $"{half.Headers.Location}?digest={digest}",
                        new ByteArrayContent(content[1_000_000..]),
                        Cancellation
                    );
                    Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
                    Assert.Equal(content, await registry.Http.GetByteArrayAsync(stored.Headers.Location, Cancellation));
                })
        );
    }

    [Fact]
    public async Task Two_requests_cannot_write_to_one_upload_at_once()
    {
        await using var registry = await RunningRegistry.StartAsync();
        var place = (await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, Cancellation)).Headers.Location!;
        using var first = await RawConnection.OpenAsync(registry.Address);
        await first.SendAsync($"PATCH {place} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello");
        await ArrivedAsync(registry, place, "0-4");

        var second = await registry.Http.PatchAsync(place, new ByteArrayContent([1]), Cancellation);
        await first.SendAsync("world");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.StartsWith("HTTP/1.1 202", await first.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            HttpStatusCode.Created,
            (await registry.Http.PutAsync($"{place}?digest={Digest.Of("helloworld"u8)}", null, Cancellation)).StatusCode
        );
    }

    [Fact]
    public async Task Uploads_are_bounded_and_those_that_were_forgotten_make_room()
    {
        var time = new ManualTime();
        await using var registry = await RunningRegistry.StartAsync(time: time);
        var kept = (await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, Cancellation)).Headers.Location!;
        using var sending = await RawConnection.OpenAsync(registry.Address);
        await sending.SendAsync($"PATCH {kept} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello");
        await ArrivedAsync(registry, kept, "0-4");
        HttpResponseMessage last;
        var begun = 1;
        while ((last = await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, Cancellation)).StatusCode == HttpStatusCode.Accepted)
        {
            begun++;
        }

        Assert.InRange(begun, 100, 10_000);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Contains("TOOMANYREQUESTS", await last.Content.ReadAsStringAsync(Cancellation));
        Assert.NotNull(last.Headers.RetryAfter);

        time.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(HttpStatusCode.Accepted, (await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, Cancellation)).StatusCode);
        // The one that bytes are still coming for was not forgotten, however long it takes.
        await sending.SendAsync("world");
        Assert.StartsWith("HTTP/1.1 202", await sending.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            HttpStatusCode.Created,
            (await registry.Http.PutAsync($"{kept}?digest={Digest.Of("helloworld"u8)}", null, Cancellation)).StatusCode
        );
    }

    [Fact]
    public async Task An_upload_that_nobody_goes_on_with_gives_its_disk_space_back_after_an_hour()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        await using var registry = await RunningRegistry.StartAsync(folder.Path, time);
        var place = (await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, Cancellation)).Headers.Location!;
        await registry.Http.PatchAsync(place, new ByteArrayContent(new byte[1000]), Cancellation);
        Assert.Single(Directory.GetFiles(folder["registry", ".uploads"]));

        time.Advance(TimeSpan.FromMinutes(61));

        Assert.Empty(Directory.GetFiles(folder["registry", ".uploads"]));
        Assert.Equal(HttpStatusCode.NotFound, (await registry.Http.GetAsync(place, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Pulls_go_on_while_a_tag_is_pushed_over_and_over()
    {
        using var folder = new TemporaryFolder();
        var (one, two) = (TestImages.Random(1, 300_000), TestImages.Random(2, 300_000));
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = one });
        await using var serve = await RunningServe.StartAsync(
            "--quiet",
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var pushing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await TestImagesPush.PushAsync(serve.Host, "team/app", "1.0", i % 2 == 0 ? two : one);
                }

                await stop.CancelAsync();
            },
            Cancellation
        );
        var pulled = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var rounds = 0;
                        do
                        {
                            var manifest = RawManifest.Create((await serve.GetAsync("/v2/team/app/manifests/1.0")).Body);
                            Assert.Contains(manifest.Digest.ToString(), (string[])[one.Digest, two.Digest]);
                            foreach (var blob in manifest.AsImage().Blobs)
                            {
                                Assert.Equal(blob.Digest, Digest.Of((await serve.GetAsync($"/v2/team/app/blobs/{blob.Digest}")).Body));
                            }

                            rounds++;
                        } while (!stop.IsCancellationRequested);
                        return rounds;
                    })
                )
        );
        await pushing;

        Assert.All(pulled, rounds => Assert.True(rounds > 0));
    }

    [Fact]
    public async Task Two_servers_cannot_take_pushes_into_one_folder()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var first = await RunningServe.StartAsync(
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );

        var second = await RunResult.OfAsync(
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is in use by another wsm serve", second.Error);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_push_leaves_nothing_half_visible_and_the_push_succeeds_again()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        var image = TestImages.Random(5, 500_000, 400_000);
        var acknowledged = new List<string>();
        // Each run is killed after one more request than the one before, and the next one begins with what that has left.
        for (var requests = 1; ; requests++)
        {
            await using var serve = await ServeProcess.StartAsync(
                "--bundle",
                made.Folder,
                "--anonymous-push",
                "--allow-push",
                folder["pushed"]
            );
            foreach (var blob in acknowledged)
            {
                Assert.Equal(blob, Digest.Of(await serve.Http.GetByteArrayAsync($"/v2/team/new/blobs/{blob}", Cancellation)).ToString());
            }

            foreach (var blob in image.Blobs.Keys.Except(acknowledged))
            {
                Assert.Equal(HttpStatusCode.NotFound, (await serve.Http.GetAsync($"/v2/team/new/blobs/{blob}", Cancellation)).StatusCode);
            }

            Assert.Equal(HttpStatusCode.NotFound, (await serve.Http.GetAsync("/v2/team/new/manifests/1.0", Cancellation)).StatusCode);
            if (await PushUntilAsync(serve, image, requests, acknowledged))
            {
                break;
            }
        }

        await using var last = await ServeProcess.StartAsync("--bundle", made.Folder, "--anonymous-push", "--allow-push", folder["pushed"]);
        Assert.Equal(image.Root, await last.Http.GetByteArrayAsync("/v2/team/new/manifests/1.0", Cancellation));
        Assert.Empty(Directory.GetFiles(folder["pushed", "registry", ".uploads"]));
        Assert.All(Directory.GetFiles(folder["pushed", "registry", "blobs", "sha256"]), file =>
            Assert.Matches("^[0-9a-f]{64}$", Path.GetFileName(file))
        );
    }

    /// <summary>Sends that many requests of a push, the last of them cut off in the middle; true when the push was over before.</summary>
    private static async Task<bool> PushUntilAsync(ServeProcess serve, ImageContent image, int requests, List<string> acknowledged)
    {
        foreach (var (digest, bytes) in image.Blobs)
        {
            if (requests-- == 0)
            {
                return false;
            }

            var place = (await serve.Http.PostAsync("/v2/team/new/blobs/uploads/", null, Cancellation)).Headers.Location!;
            if (requests-- == 0)
            {
                using var cut = await RawConnection.OpenAsync(serve.Http.BaseAddress!);
                await cut.SendAsync($"PUT {place}?digest={digest} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {bytes.Length}\r\n\r\n");
                await cut.Stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), Cancellation);
                return false;
            }
            if (
                (await serve.Http.PutAsync($"{place}?digest={digest}", new ByteArrayContent(bytes), Cancellation)).StatusCode
                    == HttpStatusCode.Created
                && !acknowledged.Contains(digest)
            )
            {
                acknowledged.Add(digest);
            }
        }
        if (requests-- == 0)
        {
            return false;
        }

        var manifest = new ByteArrayContent(image.Root);
        manifest.Headers.ContentType = new MediaTypeHeaderValue(image.MediaType);
        Assert.Equal(HttpStatusCode.Created, (await serve.Http.PutAsync("/v2/team/new/manifests/1.0", manifest, Cancellation)).StatusCode);
        return true;
    }

    private static async Task ArrivedAsync(RunningRegistry registry, Uri upload, string range)
    {
        while ((await registry.Http.GetAsync(upload, Cancellation)).Headers.GetValues("Range").Single() != range)
        {
            await Task.Delay(20, Cancellation);
        }
    }
}
