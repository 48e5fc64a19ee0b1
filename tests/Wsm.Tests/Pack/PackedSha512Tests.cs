using System.Security.Cryptography;
using Wsm.Peers;

namespace Wsm.Tests.Pack;

/// <summary>An image that is pinned by a digest of another algorithm than its blobs have.</summary>
public sealed class PackedSha512Tests
{
    [Fact]
    public async Task It_is_intact_in_volumes_and_out_of_them()
    {
        using var folder = new TemporaryFolder();
        var image = TestImages.Random(5, 3000, 2000);
        var digest = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(image.Root));
        await using var registry = new FaultServer(request => Answer(request, image, digest));
        folder.Write("c.yaml", ImageCatalog.Of([$"{registry.Host}/a/b:{new string('t', 128)}@{digest}"]));

        foreach (
            var command in (string[])
                [
                    "download --catalog c.yaml -b bundle",
                    "verify -b bundle",
                    "pack packed.wsm -b bundle",
                    "verify -b packed.wsm",
                    "unpack packed.wsm -b again",
                    "verify -b again",
                ]
        )
        {
            var run = await RunResult.OfAsync(folder.Path, command.Split(' '), TestContext.Current.CancellationToken);
            Assert.True(run.ExitCode == 0, $"wsm {command}: {run.Output}{run.Error}");
        }
    }

    private static Reply Answer(FaultRequest request, ImageContent image, string digest)
    {
        var last = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        return request.Path == "/v2/" ? Reply.Json("{}")
            : last == digest
                ? new Reply { Body = image.Root, Headers = [("Content-Type", image.MediaType), ("Docker-Content-Digest", digest)] }
            : image.Blobs.TryGetValue(last, out var blob) ? Reply.Blob(blob, request)
            : Reply.Json("{}") with { Status = 404 };
    }
}
