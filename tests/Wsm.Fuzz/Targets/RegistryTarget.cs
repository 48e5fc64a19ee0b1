using System.Text;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Listing;

namespace Wsm.Fuzz.Targets;

/// <summary>What registries answer: manifests, indexes, errors, challenges and links.</summary>
internal sealed class RegistryTarget : IFuzzTarget
{
    private const string Hex = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public string Name => "registry";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{{Hex}}}","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:{{{Hex}}}","size":3,"urls":["http://x"],"annotations":{"a":"b"}}],"subject":{"mediaType":"m","digest":"sha256:{{{Hex}}}","size":1},"artifactType":"t"}"""
        ),
        Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{{{Hex}}}","size":2,"platform":{"os":"linux","architecture":"arm","variant":"v7","os.version":"1.2"}}]}"""
        ),
        """{"errors":[{"code":"DENIED","message":"no","detail":{"a":1}}]}"""u8.ToArray(),
        """{"\ud800":1,"manifests":[{"\udfff":2}],"errors":[{"message":"\ud800"}]}"""u8.ToArray(),
        Encoding.Latin1.GetBytes("{\"\u00ff\":1,\"layers\":[{\"\u00ff\":2}],\"annotations\":{\"\u00ff\":\"\u00ff\"}}"),
        "Bearer realm=\"https://auth.example/token\",service=\"registry\",scope=\"repository:a/b:pull\", Basic realm=x"u8.ToArray(),
        "</v2/a/tags/list?n=10&last=x>; rel=\"next\""u8.ToArray(),
        "registry.example.com:5000/a/b:1.0@sha256:abc"u8.ToArray(),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\"config\":",
        "\"layers\":[",
        "\"manifests\":[",
        "\"platform\":",
        "\"size\":",
        "\"annotations\":{",
        "\"subject\":",
        "realm=",
        "scope=",
        "rel=next",
        "sha512:",
        "Basic ",
        "Negotiate ",
    ];

    public void Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        _ = ErrorBody.Parse(input, "application/json");
        _ = Challenge.Parse([text]);
        _ = LinkHeader.Next([text]);
        _ = ImageReference.TryParse(text, out _, out _);
        foreach (var mediaType in (string?[])[null, MediaTypes.OciManifest, MediaTypes.OciIndex])
        {
            try
            {
                var manifest = RawManifest.Create(input, mediaType);
                _ = manifest.IsIndex ? (object)manifest.AsIndex() : manifest.AsImage();
            }
            catch (ManifestException)
            {
                // Refused.
            }
        }
    }

    public void Dispose() { }
}
