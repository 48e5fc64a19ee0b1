using System.Text;
using Wsm.Oci.Models;

namespace Wsm.Oci.Tests.Models;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("Linux/AMD64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("linux/i386", "linux/386")]
    [InlineData("macos/arm64", "darwin/arm64")]
    [InlineData("windows/amd64:10.0.17763.1", "windows/amd64:10.0.17763.1")]
    public void Names_are_normalised(string text, string normal) => Assert.Equal(normal, Platform.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData("linux/")]
    [InlineData("/amd64")]
    [InlineData("a/b/c/d")]
    [InlineData("linux/am d64")]
    [InlineData("linux/amd64:")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => Platform.Parse(text));

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", 0)]
    [InlineData("linux/arm64", "linux/arm64/v8", 0)]
    [InlineData("linux/arm/v7", "linux/arm/v6", 1)]
    [InlineData("linux/arm/v6", "linux/arm/v7", null)]
    [InlineData("linux/amd64/v3", "linux/amd64", 2)]
    [InlineData("linux/amd64", "linux/amd64/v2", null)]
    [InlineData("linux/amd64", "windows/amd64", null)]
    [InlineData("windows/amd64:10.0.17763", "windows/amd64:10.0.17763.5", 0)]
    [InlineData("windows/amd64:10.0.17763", "windows/amd64:10.0.20348.5", null)]
    [InlineData("windows/amd64:10.0.1", "windows/amd64:10.0.17763.5", null)]
    public void A_machine_runs_its_own_variant_and_older_ones(string machine, string image, int? distance) =>
        Assert.Equal(distance, Platform.Parse(machine).DistanceTo(Platform.Parse(image)));

    [Fact]
    public void The_best_child_of_an_index_is_found()
    {
        var index = Index(("linux", "arm", "v5"), ("linux", "arm", "v6"), ("unknown", "unknown", null), ("linux", "arm64", "v8"));
        Assert.Equal("v6", index.Find(Platform.Parse("linux/arm/v7"))!.Platform!.Variant);
        Assert.Equal("arm64", index.Find(Platform.Parse("linux/arm64"))!.Platform!.Architecture);
        Assert.Null(index.Find(Platform.Parse("linux/amd64")));
        Assert.Equal(3, index.Platforms.Count);
    }

    private static ImageIndex Index(params (string Os, string Architecture, string? Variant)[] platforms)
    {
        var children = platforms.Select(
            (platform, i) =>
                $$"""
                    {"mediaType":"{{MediaTypes.OciManifest}}","digest":"sha256:{{new string((char)('a' + i), 64)}}","size":1,
                     "platform":{"os":"{{platform.Os}}","architecture":"{{platform.Architecture}}"{{(
                        platform.Variant is null ? "" : $",\"variant\":\"{platform.Variant}\""
                    )}} } }
                    """
        );
        return ImageIndex.Parse(Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{string.Join(',', children)}}]}"""));
    }
}
