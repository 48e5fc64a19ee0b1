using System.Text;
using Wsm.Oci.Models;

namespace Wsm.Oci.Tests.Models;

public sealed class RawManifestTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Config = $$"""{"mediaType":"{{MediaTypes.DockerConfig}}","digest":"sha256:{{Hex}}","size":7}""";

    [Fact]
    public void What_is_made_here_is_written_as_other_tools_write_it()
    {
        var layer = Descriptor.Of(MediaTypes.OciLayerGzip, "layer"u8);
        var config = Descriptor.Of(MediaTypes.OciConfig, "{}"u8);

        var manifest = new ImageManifest
        {
            Config = config,
            Layers = [layer],
            Annotations = new Dictionary<string, string> { ["version"] = "1+é&<2>" },
        }.ToRaw();

        Assert.Equal(
            $"{{\"schemaVersion\":2,\"mediaType\":\"{MediaTypes.OciManifest}\","
                + $"\"config\":{{\"mediaType\":\"{MediaTypes.OciConfig}\",\"digest\":\"{config.Digest}\",\"size\":2}},"
                + $"\"layers\":[{{\"mediaType\":\"{MediaTypes.OciLayerGzip}\",\"digest\":\"{layer.Digest}\",\"size\":5}}],"
                + "\"annotations\":{\"version\":\"1+é&<2>\"}}",
            Encoding.UTF8.GetString(manifest.Bytes.Span)
        );
    }

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
    public void A_new_manifest_is_read_as_it_was_meant()
    {
        var config = Descriptor.Of(MediaTypes.OciConfig, "{}"u8);
        var layer = Descriptor.Of(MediaTypes.OciLayer, "layer"u8);
        var raw = new ImageManifest
        {
            Config = config,
            Layers = [layer],
            Annotations = new Dictionary<string, string> { ["a"] = "b" },
        }.ToRaw();

        var image = raw.AsImage();
        Assert.Equal((MediaTypes.OciManifest, config, layer, "b"), (raw.MediaType, image.Config, image.Layers[0], image.Annotations["a"]));
        Assert.DoesNotContain(
            "annotations",
            Encoding.UTF8.GetString(
                new ImageManifest { Config = config, Layers = [] }
                    .ToRaw()
                    .Bytes.Span
            )
        );
    }

    [Fact]
    public void A_name_that_is_not_valid_text_is_none_that_is_looked_for_and_no_annotation()
    {
        var text = $$"""{"x~y":1,"config":{{Config}},"layers":[],"annotations":{"a":"b"} }""";
        Assert.Equal(7, RawManifest.Create(Damaged(text), MediaTypes.OciManifest).AsImage().Config.Size);

        var annotated = RawManifest.Create(Damaged(text.Replace("\"a\":", "\"a~\":")), MediaTypes.OciManifest);
        Assert.Contains("not valid text", Assert.Throws<ManifestException>(() => annotated.AsImage()).Message);

        static byte[] Damaged(string text) =>
            [.. Encoding.ASCII.GetBytes(text).Select(letter => letter == (byte)'~' ? (byte)0xcb : letter)];
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
    [InlineData("""{"manifests":[]} {}""", "not valid JSON")]
    [InlineData("""{"Manifests":[],"LAYERS":[]}""", "ambiguous")]
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

    /// <summary>Registries that know only Docker's types send them with every manifest; crane and skopeo take them.</summary>
    [Theory]
    [InlineData(MediaTypes.OciManifest, MediaTypes.DockerManifest)]
    [InlineData(MediaTypes.DockerManifest, MediaTypes.OciManifest)]
    public void Of_two_types_of_the_same_kind_the_document_s_own_counts(string inside, string outside) =>
        Assert.Equal(inside, Create($$"""{"mediaType":"{{inside}}","config":{{Config}},"layers":[]}""", outside).MediaType);

    [Theory]
    [InlineData("""{"annotations":{"a":null}}""", "a=")]
    [InlineData("""{"annotations":null}""", "")]
    [InlineData("""{"annotations":{"a":"1"},"annotations":{"b":"2"}}""", "a=1 b=2")]
    [InlineData("""{"annotations":{"a":"1"},"annotations":null}""", "")]
    [InlineData("""{"Annotations":{"a":"1"}}""", "a=1")]
    [InlineData("""{"annotation\u017f":{"a":"1"}}""", "a=1")]
    [InlineData("""{"\u0061nnotations":{"a":"1","a":"2"}}""", "a=2")]
    [InlineData("""{"annotations":{"a":"1"},"annotationz":{"a":"2"}}""", "a=1")]
    public void Annotations_are_read_as_Go_reads_them(string text, string expected)
    {
        var image = Create($$"""{"config":{{Config}},"layers":[],{{text[1..]}}""").AsImage();

        Assert.Equal(expected, string.Join(' ', image.Annotations.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void Of_repeated_lists_the_last_counts_and_repeated_objects_are_one()
    {
        var text = $$$"""
            {"layers":[{{{Config}}},{{{Config}}}],"LAYERS":[{{{Config}}}],
             "config":{"mediaType":"{{{MediaTypes.OciConfig}}}","size":1},"config":{"digest":"sha256:{{{Hex}}}","size":null},"config":{"Size":7}}
            """;
        var image = Create(text).AsImage();

        Assert.Single(image.Layers);
        Assert.Equal((MediaTypes.OciConfig, Hex, 7), (image.Config.MediaType, image.Config.Digest.Hex, image.Config.Size));
    }

    [Fact]
    public void A_platform_without_a_word_in_it_is_none()
    {
        var index = Create(
                $$$"""{"manifests":[{"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"sha256:{{{Hex}}}","size":1,"platform":{"os":"","architecture":""}}]}"""
            )
            .AsIndex();

        Assert.Null(Assert.Single(index.Manifests).Platform);
    }

    private static RawManifest Create(string text, string? mediaType = null) => RawManifest.Create(Encoding.UTF8.GetBytes(text), mediaType);
}
