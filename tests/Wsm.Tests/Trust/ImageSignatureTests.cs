using System.Text.Json;
using Wsm.Bundles.Planning;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Trust;

/// <summary><c>verify --image-key</c> on signatures that travelled with their images, out of a real registry.</summary>
public sealed class ImageSignatureTests : IAsyncLifetime
{
    private const string Provenance = "https://slsa.dev/provenance/v1";
    private readonly TemporaryFolder _folder = new();
    private readonly SignedArtifacts _artifacts;
    private RegistryProcess _registry = null!;

    public ImageSignatureTests() => _artifacts = new SignedArtifacts(_folder);

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        await Openssl.MakeKeyAsync(_folder.Path, "vendor");
        await Openssl.MakeKeyAsync(_folder.Path, "other");
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_signature_is_accepted_by_its_key_and_by_no_other()
    {
        var image = await PushAsync("app", TestImages.Random(90, 1000));
        await PushAsync("app", await _artifacts.SimpleSigningAsync("vendor.pem", image.Digest), SignedArtifacts.TagOf(image));

        await DownloadAsync("app:1");
        var right = await RunAsync("verify", "--image-key", "vendor.pub");
        var wrong = await RunAsync("verify", "--image-key", "other.pub");
        var either = await RunAsync("verify", "--image-key", "other.pub", "--image-key", "vendor.pub");

        Assert.Equal((0, 3, 0), (right.ExitCode, wrong.ExitCode, either.ExitCode));
        Assert.Contains($"✓ {_registry.Host}/app:1: signed by vendor.pub (", right.Output);
        Assert.Contains($"✗ {_registry.Host}/app:1: the signature matches none of the given keys", wrong.Output);
        Assert.Contains("1 of 1 images are not proved to be signed", wrong.Error);
    }

    [Theory]
    [InlineData("RSA", "rsa_keygen_bits:2048")]
    [InlineData("EC", Openssl.Curve)]
    [InlineData("ED25519", null)]
    public async Task Keys_of_every_kind_sign_images(string algorithm, string? option)
    {
        await Openssl.MakeKeyAsync(_folder.Path, "key", algorithm, option);
        var image = await PushAsync("app", TestImages.Random(91, 1000));
        await PushAsync("app", await _artifacts.SimpleSigningAsync("key.pem", image.Digest), SignedArtifacts.TagOf(image));
        await DownloadAsync("app:1");

        Assert.Equal(0, (await RunAsync("verify", "--image-key", "key.pub")).ExitCode);
    }

    [Fact]
    public async Task Every_image_is_judged_by_itself()
    {
        var (signed, other, borrowed) = (
            await PushAsync("signed", TestImages.Random(92, 100)),
            await PushAsync("other", TestImages.Random(93, 100)),
            await PushAsync("borrowed", TestImages.Random(94, 100))
        );
        await PushAsync("unsigned", TestImages.Random(95, 100));
        await PushAsync("signed", await _artifacts.SimpleSigningAsync("vendor.pem", signed.Digest), SignedArtifacts.TagOf(signed));
        await PushAsync("other", await _artifacts.SimpleSigningAsync("other.pem", other.Digest), SignedArtifacts.TagOf(other));
        await PushAsync("borrowed", await _artifacts.SimpleSigningAsync("vendor.pem", signed.Digest), SignedArtifacts.TagOf(borrowed));
        await DownloadAsync("signed:1", "other:1", "borrowed:1", "unsigned:1");

        var verdicts = await VerdictsAsync(3);

        Assert.Equal(
            ["signed", "other-key", "other-image", "unsigned"],
            verdicts.Select(verdict => verdict.GetProperty("trust").GetString())
        );
        Assert.StartsWith("vendor.pub (", verdicts[0].GetProperty("key").GetString());
        Assert.Contains(signed.Digest, verdicts[2].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Attestations_are_named_and_are_no_signatures()
    {
        var image = await PushAsync("app", TestImages.Random(96, 1000));
        await PushAsync(
            "app",
            await _artifacts.AttestationAsync("vendor.pem", image.Digest, Provenance),
            SignedArtifacts.TagOf(image, "att")
        );
        await DownloadAsync("app:1");
        var attested = Assert.Single(await VerdictsAsync(3));
        await PushAsync("app", await _artifacts.SimpleSigningAsync("vendor.pem", image.Digest), SignedArtifacts.TagOf(image));
        await DownloadAsync("app:1");
        var both = Assert.Single(await VerdictsAsync(0));

        Assert.Equal("unsigned", attested.GetProperty("trust").GetString());
        Assert.Equal(Provenance, Assert.Single(attested.GetProperty("attestations").EnumerateArray()).GetString());
        Assert.Equal(Provenance, Assert.Single(both.GetProperty("attestations").EnumerateArray()).GetString());
        Assert.Contains($"attested: {Provenance}", (await RunAsync("verify", "--image-key", "vendor.pub")).Output);
    }

    [Fact]
    public async Task The_newer_sigstore_bundles_are_read_with_envelopes_and_with_plain_signatures()
    {
        var (envelope, message, foreign) = (TestImages.Random(97, 100), TestImages.Random(98, 100), TestImages.Random(99, 100));
        await WriteAsync(
            (
                "envelope",
                envelope,
                [
                    await _artifacts.BundleAsync("vendor.pem", envelope, SignedArtifacts.SignPredicate),
                    await _artifacts.BundleAsync("vendor.pem", envelope, Provenance),
                ]
            ),
            ("message", message, [await _artifacts.MessageAsync("vendor.pem", message)]),
            ("foreign", foreign, [await _artifacts.BundleAsync("other.pem", foreign, SignedArtifacts.SignPredicate)])
        );

        var verdicts = await VerdictsAsync(3);

        Assert.Equal(["signed", "signed", "other-key"], verdicts.Select(verdict => verdict.GetProperty("trust").GetString()));
        Assert.Equal(Provenance, Assert.Single(verdicts[0].GetProperty("attestations").EnumerateArray()).GetString());
    }

    /// <summary>Such a key signs the manifest and not its hash, so the manifest must be at hand.</summary>
    [Fact]
    public async Task A_plain_signature_by_an_Ed25519_key_is_over_the_manifest()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "vendor", "ED25519", null);
        var (good, other) = (TestImages.Random(104, 100), TestImages.Random(105, 100));
        await WriteAsync(
            ("good", good, [await _artifacts.MessageAsync("vendor.pem", good)]),
            ("bad", other, [await _artifacts.MessageAsync("other.pem", other)])
        );

        var verdicts = await VerdictsAsync(3);

        Assert.Equal(["signed", "other-key"], verdicts.Select(verdict => verdict.GetProperty("trust").GetString()));
    }

    [Fact]
    public async Task A_signed_index_vouches_for_the_image_chosen_from_it_when_the_lock_is_signed()
    {
        var index = await PushAsync("many", TestImages.MultiPlatform());
        await PushAsync("many", await _artifacts.SimpleSigningAsync("vendor.pem", index.Digest), SignedArtifacts.TagOf(index));
        await DownloadAsync("many:1");
        await RunAsync("sign", "--key", "other.pem");

        var unproved = await RunAsync("verify", "--image-key", "vendor.pub");
        var proved = await RunAsync("verify", "--image-key", "vendor.pub", "--verify-key", "other.pub");
        await DownloadAsync("many:1", "-p", "all", "-b", "all");
        var whole = await RunAsync("verify", "--image-key", "vendor.pub", "-b", "all");

        Assert.Equal((3, 0, 0), (unproved.ExitCode, proved.ExitCode, whole.ExitCode));
        Assert.Contains("only the lock says", unproved.Output);
        Assert.Contains($"chosen from index {index.Digest}, which is signed by vendor.pub (", proved.Output);
        Assert.Contains(": signed by vendor.pub (", whole.Output);
    }

    [Fact]
    public async Task What_only_looks_like_a_signature_counts_for_nothing()
    {
        var image = await PushAsync("app", TestImages.Random(100, 1000));
        await PushAsync(
            "app",
            await _artifacts.SimpleSigningAsync("vendor.pem", image.Digest, type: "something else"),
            SignedArtifacts.TagOf(image)
        );
        await PushAsync(
            "app",
            await _artifacts.AttestationAsync("vendor.pem", "sha256:nothing", SignedArtifacts.SignPredicate),
            SignedArtifacts.TagOf(image, "att")
        );
        await DownloadAsync("app:1");

        Assert.Equal("unsigned", Assert.Single(await VerdictsAsync(3)).GetProperty("trust").GetString());
    }

    private async Task<ImageContent> PushAsync(string repository, ImageContent image, string tag = "1")
    {
        await TestImagesPush.PushAsync(_registry.Host, repository, tag, image);
        _artifacts.Names[image.Digest] = $"{_registry.Host}/{repository}";
        return image;
    }

    /// <summary>Arguments are images up to the first option.</summary>
    private async Task DownloadAsync(params string[] arguments)
    {
        var images = arguments.TakeWhile(argument => argument[0] != '-').ToList();
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of(images.Select(image => $"{_registry.Host}/{image}")));
        var result = await RunAsync(["download", "--catalog", catalog, "--referrers", .. arguments.Skip(images.Count)]);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    /// <summary>The registry here knows no referrers API, so images and referrers are put into a bundle directly.</summary>
    private async Task WriteAsync(params (string Name, ImageContent Image, ImageContent[] Referrers)[] images)
    {
        var source = new MemorySource();
        var planned = new List<PlannedImage>();
        foreach (var (name, image, _) in images)
        {
            planned.Add(await source.PlanAsync($"example.org/{name}:1", image));
        }

        foreach (var (name, _, referrers) in images)
        {
            foreach (var referrer in referrers)
            {
                var plan = await source.PlanAsync($"example.org/{name}@{referrer.Digest}", referrer);
                planned.Add(plan with { Locked = plan.Locked with { ReferrerOf = $"example.org/{name}:1" } });
            }
        }

        Assert.True((await MemorySource.WriteAsync(MemorySource.Order(_folder["bundle"], planned))).IsFinished);
    }

    private async Task<IReadOnlyList<JsonElement>> VerdictsAsync(int exitCode)
    {
        var result = await RunAsync("verify", "--image-key", "vendor.pub", "-o", "json");
        Assert.True(result.ExitCode == exitCode, result.ToString());
        return [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("imageSignatures").EnumerateArray()];
    }

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}
