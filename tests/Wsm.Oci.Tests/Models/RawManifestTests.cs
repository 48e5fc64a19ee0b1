using System.Text;
using Wsm.Oci.Models;

namespace Wsm.Oci.Tests.Models;

public sealed class RawManifestTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Config = $$"""{"mediaType":"{{MediaTypes.DockerConfig}}","digest":"sha256:{{Hex}}","size":7}""";

    [Fact]
    public void Bytes_are_kept_and_unknown_fields_ignored()
    {
        var text =
            $$"""{ "schemaVersion": 2,  "mediaType":"{{MediaTypes.DockerManifest}}", "new": [{"x":1}], "config":{{Config}}, "layers":[{{Config}}], "annotations":{"a":"b"} }""";
        var manifest = RawManifest.Create(Encoding.UTF8.GetBytes(text), MediaTypes.DockerManifest + "; charset=utf-8");
        Assert.Equal(text, Encoding.UTF8.GetString(manifest.Bytes.Span));
        Assert.Equal(MediaTypes.DockerManifest, manifest.MediaType);
        var image = manifest.AsImage();
        Assert.Equal((7, 1, "b"), (image.Config.Size, image.Layers.Count, image.Annotations["a"]));
        Assert.Throws<ManifestException>(() => manifest.AsIndex());
    }

    [Fact]
    public void A_kind_that_is_not_declared_is_found_out()
    {
        Assert.Equal(MediaTypes.OciManifest, Create($$"""{"schemaVersion":2,"config":{{Config}},"layers":[]}""").MediaType);
        Assert.Equal(MediaTypes.OciIndex, Create("""{"schemaVersion":2,"manifests":[]}""", "application/json").MediaType);
        Assert.Equal(
            MediaTypes.DockerList,
            Create($$"""{"mediaType":"{{MediaTypes.DockerList}}","manifests":[]}""", "text/plain").MediaType
        );
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "not an image manifest")]
    [InlineData("""{"schemaVersion":1,"fsLayers":[],"history":[]}""", "schema 1")]
    [InlineData("""{"config":{},"layers":[],"manifests":[]}""", "ambiguous")]
    [InlineData("""{"manifests":[],"manifests":[]}""", "not valid JSON")]
    [InlineData("""{"mediaType":7,"manifests":[]}""", "not a string")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.index.v1+json","config":{},"layers":[]}""", "ambiguous")]
    public void What_is_not_one_kind_of_manifest_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ManifestException>(() => Create(text)).Message);

    [Theory]
    [InlineData("""{"layers":[],"config":{"mediaType":"x","digest":"sha256:zz","size":1}}""", "\"digest\"")]
    [InlineData(
        """{"layers":[],"config":{"mediaType":"x","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":-1}}""",
        "size"
    )]
    [InlineData(
        """{"layers":{},"config":{"mediaType":"x","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":1}}""",
        "\"layers\""
    )]
    [InlineData(
        """{"layers":[1],"config":{"mediaType":"x","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":1}}""",
        "layers[0]"
    )]
    [InlineData(
        """{"layers":[],"config":{"mediaType":"x","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":1e99}}""",
        "whole number"
    )]
    public void A_malformed_field_is_named(string text, string field) =>
        Assert.Contains(field, Assert.Throws<ManifestException>(() => Create(text).AsImage()).Message);

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Throws<ManifestException>(() => Create(string.Concat(Enumerable.Repeat("""{"config":""", 100_000))));
        Assert.Contains(
            "at most",
            Assert.Throws<ManifestException>(() => RawManifest.Create(new byte[RawManifest.LargestSize + 1])).Message
        );
    }

    [Fact]
    public void A_type_that_contradicts_the_document_is_refused()
    {
        var text = $$"""{"mediaType":"{{MediaTypes.OciIndex}}","manifests":[]}""";
        Assert.Contains("calls itself", Assert.Throws<ManifestException>(() => Create(text, MediaTypes.OciManifest)).Message);
    }

    private static RawManifest Create(string text, string? mediaType = null) => RawManifest.Create(Encoding.UTF8.GetBytes(text), mediaType);
}
