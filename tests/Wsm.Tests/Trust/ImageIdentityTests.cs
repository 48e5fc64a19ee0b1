using System.Text.Json;
using Wsm.Peers;

namespace Wsm.Tests.Trust;

/// <summary>The name inside an image's signature, by the rules that containers-policy.json has for it.</summary>
public sealed class ImageIdentityTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        await Openssl.MakeKeyAsync(_folder.Path, "vendor");
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("HOST/app:1", null, true)]
    [InlineData("HOST/app:2", null, false)]
    [InlineData("HOST/other:1", null, false)]
    [InlineData("Not a name", null, false)]
    [InlineData("HOST/app:1", "matchRepoDigestOrExact", true)]
    [InlineData("HOST/app:1", "matchExact", true)]
    [InlineData("HOST/app", "matchExact", false)]
    [InlineData("HOST/app:2", "matchExact", false)]
    [InlineData("HOST/app:2", "matchRepository", true)]
    [InlineData("HOST/app", "matchRepository", true)]
    [InlineData("HOST/apps", "matchRepository", false)]
    [InlineData("vendor.example.com/app:1", "exactReference=vendor.example.com/app:1", true)]
    [InlineData("vendor.example.com/app:2", "exactReference=vendor.example.com/app:1", false)]
    [InlineData("HOST/app:1", "exactReference=vendor.example.com/app:1", false)]
    [InlineData("vendor.example.com/app:7", "exactRepository=vendor.example.com/app", true)]
    [InlineData("vendor.example.com/other:7", "exactRepository=vendor.example.com/app", false)]
    [InlineData("vendor.example.com/app:1", "remapIdentity=HOST=vendor.example.com", true)]
    [InlineData("vendor.example.com/x/app:1", "remapIdentity=HOST=vendor.example.com/x", true)]
    [InlineData("vendor.example.com/app:1", "remapIdentity=HOST/ap=vendor.example.com/ap", false)]
    [InlineData("vendor.example.com/app:1", "remapIdentity=other.example.com=vendor.example.com", false)]
    public async Task A_name_fits_or_not_by_the_rule(string signed, string? rule, bool fits)
    {
        signed = signed.Replace("HOST", _registry.Host);
        rule = rule?.Replace("HOST", _registry.Host);
        await SignAsync(signed);

        var verdict = await JudgeAsync(rule is null ? [] : ["--image-identity", rule]);

        Assert.Equal(fits ? "signed" : "other-name", verdict.GetProperty("trust").GetString());
        Assert.Equal(!fits, verdict.GetProperty("detail").GetString()!.Contains($"is for '{signed}'"));
    }

    /// <summary>cosign writes no tag unless it is asked to.</summary>
    [Fact]
    public async Task A_signature_without_a_tag_is_for_every_tag_of_its_repository()
    {
        await SignAsync($"{_registry.Host}/app");

        Assert.Equal("signed", (await JudgeAsync()).GetProperty("trust").GetString());
    }

    [Fact]
    public async Task One_of_several_rules_suffices_and_what_is_no_rule_is_refused()
    {
        await SignAsync("vendor.example.com/app:1");

        var one = await JudgeAsync(
            "--image-identity",
            "matchExact",
            "--image-identity",
            $"remapIdentity={_registry.Host}=vendor.example.com"
        );
        var none = await RunAsync("verify", "--image-key", "vendor.pub", "--image-identity", "matchAnything");
        var alone = await RunAsync("verify", "--image-identity", "matchExact");

        Assert.Equal("signed", one.GetProperty("trust").GetString());
        Assert.Equal((2, 2), (none.ExitCode, alone.ExitCode));
        Assert.Contains("'matchAnything' says nothing about names", none.Error);
    }

    private async Task SignAsync(string name)
    {
        var image = TestImages.Random(120, 1000);
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", image);
        var artifacts = new SignedArtifacts(_folder) { Names = { [image.Digest] = name } };
        await TestImagesPush.PushAsync(
            _registry.Host,
            "app",
            SignedArtifacts.TagOf(image),
            await artifacts.SimpleSigningAsync("vendor.pem", image.Digest)
        );
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of([$"{_registry.Host}/app:1"]));
        var result = await RunAsync("download", "--catalog", catalog, "--referrers");
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private async Task<JsonElement> JudgeAsync(params string[] options)
    {
        var result = await RunAsync(["verify", "--image-key", "vendor.pub", "-o", "json", .. options]);
        Assert.True(result.Output.Length > 0, result.ToString());
        var verdict = Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("imageSignatures").EnumerateArray());
        Assert.Equal(verdict.GetProperty("trust").GetString() == "signed" ? 0 : 3, result.ExitCode);
        return verdict;
    }

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}
