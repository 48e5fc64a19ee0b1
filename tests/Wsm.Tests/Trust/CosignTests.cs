using Wsm.Peers;

namespace Wsm.Tests.Trust;

/// <summary>The real cosign verifies what wsm signs, and wsm what cosign signs.</summary>
public sealed class CosignTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("EC", Openssl.Curve)]
    [InlineData("ED25519", null)]
    public async Task What_wsm_signs_cosign_verifies_until_it_is_edited(string algorithm, string? option)
    {
        await Openssl.MakeKeyAsync(_folder.Path, "release", algorithm, option);
        await WholeBundle.WriteAsync(_folder["bundle"]);
        Assert.Equal(0, (await RunAsync("sign", "-b", "bundle", "--key", "release.pem")).ExitCode);

        var before = await VerifyBlobAsync();
        await File.AppendAllTextAsync(_folder["bundle", "bundle.json"], " ", TestContext.Current.CancellationToken);
        var after = await VerifyBlobAsync();

        Assert.Contains("Verified OK", before.Error + before.Output);
        Assert.NotEqual(0, after.ExitCode);

        Task<ToolResult> VerifyBlobAsync() =>
            TryCosignAsync(
                "verify-blob",
                "--key",
                "release.pub",
                "--signature",
                "bundle/bundle.json.sig",
                "--insecure-ignore-tlog=true",
                "bundle/bundle.json"
            );
    }

    /// <summary>The payload and its type are signed together; openssl needs the bytes put together for it.</summary>
    [Theory]
    [InlineData("EC", Openssl.Curve)]
    [InlineData("ED25519", null)]
    public async Task What_wsm_says_of_a_bundle_cosign_and_openssl_verify_until_it_is_edited(string algorithm, string? option)
    {
        await Openssl.MakeKeyAsync(_folder.Path, "release", algorithm, option);
        await WholeBundle.WriteAsync(_folder["bundle"]);
        Assert.Equal(0, (await RunAsync("sign", "-b", "bundle", "--key", "release.pem", "--expires", "90d")).ExitCode);
        const string Script = """
            payload=$(jq -r .payload bundle/bundle.json.dsse | base64 -d | wc -c)
            { printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$payload"; jq -r .payload bundle/bundle.json.dsse | base64 -d; } > signed
            jq -r '.signatures[0].sig' bundle/bundle.json.dsse | base64 -d > signature
            openssl pkeyutl -verify -rawin -pubin -inkey release.pub -sigfile signature -in signed
            """;

        var before = await VerifyAsync();
        var openssl = await Tool.RunAsync("bash", ["-euc", Script], _folder.Path);
        await File.AppendAllTextAsync(_folder["bundle", "bundle.json"], " ", TestContext.Current.CancellationToken);
        var after = await VerifyAsync();

        Assert.True(before.ExitCode == 0 && (before.Error + before.Output).Contains("Verified OK"), before.ToString());
        Assert.Contains("Signature Verified Successfully", openssl.Output);
        Assert.NotEqual(0, after.ExitCode);

        Task<ToolResult> VerifyAsync() =>
            TryCosignAsync(
                "verify-blob-attestation",
                "--key",
                "release.pub",
                "--signature",
                "bundle/bundle.json.dsse",
                "--type",
                "urn:wsm:bundle:v1",
                "--insecure-ignore-tlog=true",
                "bundle/bundle.json"
            );
    }

    /// <summary>cosign signs with keys that openssl made, after it has taken them over.</summary>
    [Fact]
    public async Task What_cosign_signs_with_an_Ed25519_key_wsm_verifies()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var signed = await PushAsync(registry, "signed", 112);
        await Openssl.MakeKeyAsync(_folder.Path, "vendor", "ED25519", null);
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await CosignAsync("import-key-pair", "--key", "vendor.pem", "--output-key-prefix", "taken");
        await CosignAsync("sign", "--yes", "--key", "taken.key", "--tlog-upload=false", "--allow-insecure-registry", signed);
        await CosignAsync(
            "sign-blob",
            "--yes",
            "--key",
            "taken.key",
            "--tlog-upload=false",
            "--output-signature",
            "bundle/bundle.json.sig",
            "bundle/bundle.json"
        );
        _folder.Write("product.yaml", ImageCatalog.Of([$"{registry.Host}/signed:1"]));
        Assert.Equal(0, (await RunAsync("download", "--catalog", "product.yaml", "-b", "images", "--referrers")).ExitCode);

        var image = await RunAsync("verify", "-b", "images", "--image-key", "vendor.pub");
        var bundle = await RunAsync("verify", "-b", "bundle", "--verify-key", "taken.pub");

        Assert.True(image.ExitCode == 0, image.ToString());
        Assert.True(bundle.ExitCode == 0, bundle.ToString());
        Assert.Contains("is signed by taken.pub (", bundle.Error);
    }

    [Fact]
    public async Task What_cosign_signs_and_attests_wsm_verifies_offline()
    {
        await using var registry = await RegistryProcess.StartAsync();
        var signed = await PushAsync(registry, "signed", 110);
        var attested = await PushAsync(registry, "attested", 111);
        _folder.Write("predicate.json", """{"builder":"a lathe"}""");
        await CosignAsync("generate-key-pair", "--output-key-prefix", "vendor");
        await CosignAsync("generate-key-pair", "--output-key-prefix", "other");
        await CosignAsync("sign", "--yes", "--key", "vendor.key", "--tlog-upload=false", "--allow-insecure-registry", signed);
        await CosignAsync("sign", "--yes", "--key", "vendor.key", "--tlog-upload=false", "--allow-insecure-registry", attested);
        await CosignAsync(
            "attest",
            "--yes",
            "--key",
            "vendor.key",
            "--tlog-upload=false",
            "--predicate",
            "predicate.json",
            "--type",
            "custom",
            "--allow-insecure-registry",
            attested
        );
        _folder.Write("product.yaml", ImageCatalog.Of([$"{registry.Host}/signed:1", $"{registry.Host}/attested:1"]));
        Assert.Equal(0, (await RunAsync("download", "--catalog", "product.yaml", "-b", "bundle", "--referrers")).ExitCode);

        var right = await RunAsync("verify", "-b", "bundle", "--image-key", "vendor.pub");
        var wrong = await RunAsync("verify", "-b", "bundle", "--image-key", "other.pub");

        Assert.Equal((0, 3), (right.ExitCode, wrong.ExitCode));
        Assert.Contains($"✓ {registry.Host}/signed:1: signed by vendor.pub (", right.Output);
        Assert.Matches(@"/attested:1: signed by vendor\.pub \(\w+\); attested: https://cosign\.sigstore\.dev/attestation/v1", right.Output);
        Assert.Contains("2 of 2 images are not proved to be signed", wrong.Error);
    }

    private static async Task<string> PushAsync(RegistryProcess registry, string name, int seed)
    {
        var image = TestImages.Random(seed, 1000);
        await TestImagesPush.PushAsync(registry.Host, name, "1", image);
        return $"{registry.Host}/{name}@{image.Digest}";
    }

    private async Task CosignAsync(params string[] arguments)
    {
        var result = await TryCosignAsync(arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private Task<ToolResult> TryCosignAsync(params string[] arguments) =>
        Tool.TryRunAsync(
            Tool.Find("cosign", "WSM_TEST_COSIGN"),
            arguments,
            _folder.Path,
            new Dictionary<string, string> { ["HOME"] = _folder.Path, ["COSIGN_PASSWORD"] = "open sesame" }
        );

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}
