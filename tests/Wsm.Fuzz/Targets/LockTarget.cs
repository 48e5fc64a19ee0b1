using System.Text;
using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;
using Wsm.Product.Failures;

namespace Wsm.Fuzz.Targets;

/// <summary>bundle.json, and what is made of it at once.</summary>
internal sealed class LockTarget : IFuzzTarget
{
    private const string Hex = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public string Name => "lock";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.UTF8.GetBytes(
            $$$"""
            {"format":1,"generator":"wsm","name":"x","title":"X","layout":"archives","platforms":["linux/amd64"],
            "components":[{"name":"x","title":"X","chart":"charts/x-1.tgz","images":[{"reference":"a.example/b:1","origins":[{"kind":"container","component":"x","values":[{"path":"a.b"}]}]}],"values":[{"name":"catalog","yaml":"a: 1"}],"emit":{"kind":"Values","file":"v.yaml","set":{"a":"1"}},"channel":{"file":"spec.yaml","digest":"sha256:{{{Hex}}}","size":3}}],
            "charts":[{"name":"x","version":"1","file":"charts/x-1.tgz","digest":"sha256:{{{Hex}}}","size":10,"source":"s"}],
            "images":[{"reference":"a.example/b:1","file":"images/a.example/b/1.tgz","size":10,"sourceDigest":"sha256:{{{Hex}}}","digest":"sha256:{{{Hex}}}","mediaType":"application/vnd.oci.image.manifest.v1+json","platforms":["linux/amd64"],"contents":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{{{Hex}}}","size":10}]}],
            "checksum":"sha256:{{{Hex}}}"}
            """
        ),
        Encoding.UTF8.GetBytes(
            $$$"""
            {"format":2,"generator":"wsm","name":"x","title":"X","layout":"oci","platforms":["all"],"components":[],"charts":[],
            "images":[{"reference":"a.example/b@sha256:{{{Hex}}}","sourceDigest":"sha256:{{{Hex}}}","digest":"sha256:{{{Hex}}}","mediaType":"m","platforms":[],"contents":[{"mediaType":"m","digest":"sha256:{{{Hex}}}","size":10}]}],
            "delta":{"places":[{"kind":"bundle","name":"n","lock":"sha256:{{{Hex}}}","repository":"r"}],"absent":[{"digest":"sha256:{{{Hex}}}","size":10,"at":[0]}]}}
            """
        ),
        "{\"images\":[null]}"u8.ToArray(),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\"images\":",
        "\"contents\":",
        "\"size\":",
        "\"file\":",
        "\"delta\":",
        "\"at\":",
        "\"format\":",
        "\"layout\":\"oci\"",
        "sha512:",
        "[null]",
        "{}",
    ];

    public void Run(byte[] input)
    {
        try
        {
            _ = LockFile.IsIntact(input);
            var bundle = LockFile.ParseSound(input, "bundle.json");
            _ = BundleInventory.Of(bundle);
            _ = LockFile.Write(bundle);
            _ = bundle.Images.Sum(image => image.Contents.Sum(content => content.Size));
        }
        catch (UserError)
        {
            // Refused, with the place that is wrong.
        }
    }

    public void Dispose() { }
}
