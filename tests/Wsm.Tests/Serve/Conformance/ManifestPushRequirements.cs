using System.Text;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using static System.Net.HttpStatusCode;

namespace Wsm.Tests.Serve.Conformance;

/// <summary>What the specification asks of a registry that manifests are pushed to.</summary>
internal static class ManifestPushRequirements
{
    private const string Manifests = "Push, Pushing Manifests (end-7)";
    private const string Subjects = "Push, Pushing Manifests with Subject (end-7)";
    private const string Nothing = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    public static IEnumerable<Requirement> All =>
        [new(Manifests, "PUT under a tag answers 201 with a place to pull from, and keeps every byte", async s =>
            {
                var name = s.NewName();
                var odd = Encoding.UTF8.GetBytes(
                    "\n\t " + Encoding.UTF8.GetString(await s.ManifestAsync(name)).Replace(",", " ,\r\n", StringComparison.Ordinal) + "\n"
                );
                var stored = (await s.PutManifestAsync(name, "1.0", odd)).Is(Created);
                Assert.Equal(Digest.Of(odd).ToString(), stored.Header("Docker-Content-Digest"));
                foreach (var path in (string[])[stored.Location, $"/v2/{name}/manifests/1.0", $"/v2/{name}/manifests/{Digest.Of(odd)}"])
                {
                    (await s.PullAsync(path)).Is(OK).Holds(odd);
                }
            }), new(Manifests, "PUT under a digest answers 201 and makes no tag", async s =>
            {
                var name = s.NewName();
                var manifest = await s.ManifestAsync(name);
                (await s.PullAsync((await s.PutManifestAsync(name, Digest.Of(manifest).ToString(), manifest)).Is(Created).Location))
                    .Is(OK)
                    .Holds(manifest);
                Assert.Empty((await s.PullAsync($"/v2/{name}/tags/list")).Is(OK).Names("tags"));
            }), new(Manifests, "a digest that is not the manifest's is refused", async s => (await s.PutManifestAsync("spec/m", Nothing, await s.ManifestAsync("spec/m"))).Fails(BadRequest, "DIGEST_INVALID")), new(Manifests, "a tag " + "that the grammar does not make is refused", async s =>
            {
                foreach (var tag in (string[])["-1", ".1", "a:b", "a+b", new string('a', 129)])
                {
                    (await s.PutManifestAsync("spec/m", Uri.EscapeDataString(tag), await s.ManifestAsync("spec/m"))).Fails(
                        BadRequest,
                        "MANIFEST_INVALID"
                    );
                }
            }), new(Manifests, "a tag moves to what is pushed last, and the former is still there by digest", async s =>
            {
                var name = s.NewName();
                var (first, second) = (await s.ManifestAsync(name), await s.ManifestAsync(name, ""","annotations":{"n":"2"}"""));
                (await s.PutManifestAsync(name, "latest", first)).Is(Created);
                (await s.PutManifestAsync(name, "latest", second)).Is(Created);
                (await s.PullAsync($"/v2/{name}/manifests/latest")).Is(OK).Holds(second);
                (await s.PullAsync($"/v2/{name}/manifests/{Digest.Of(first)}")).Is(OK).Holds(first);
            }), new(Manifests, "parameters of the type are ignored, and the answer has none", async s =>
            {
                var name = s.NewName();
                (await s.PutManifestAsync(name, "1", await s.ManifestAsync(name), MediaTypes.OciManifest + "; charset=utf-8")).Is(Created);
                Assert.Equal(MediaTypes.OciManifest, (await s.PullAsync($"/v2/{name}/manifests/1")).Is(OK).ContentType);
            }), new(Manifests, "an empty list of layers, and of manifests, is no mistake", async s =>
            {
                (await s.PutManifestAsync("spec/m", "layers", await s.ManifestAsync("spec/m"))).Is(Created);
                (await s.PutManifestAsync("spec/m", "manifests", Index(), MediaTypes.OciIndex)).Is(Created);
            }), new(Manifests, "Docker's types are taken and given back as they came", async s =>
            {
                var name = s.NewName();
                var manifest = Encoding.UTF8.GetBytes(
                    $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.DockerManifest}}","config":{"mediaType":"{{MediaTypes.DockerConfig}}","digest":"{{await s.HoldAsync(name, "{}"u8.ToArray())}}","size":2},"layers":[]}"""
                );
                (await s.PutManifestAsync(name, "image", manifest, MediaTypes.DockerManifest)).Is(Created);
                var list = Encoding.UTF8.GetBytes(
                    $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.DockerList}}","manifests":[{"mediaType":"{{MediaTypes.DockerManifest}}","digest":"{{Digest.Of(manifest)}}","size":{{manifest.Length}},"platform":{"os":"linux","architecture":"amd64"} }]}"""
                );
                (await s.PutManifestAsync(name, "list", list, MediaTypes.DockerList)).Is(Created);
                Assert.Equal(
                    MediaTypes.DockerManifest,
                    (await s.PullAsync($"/v2/{name}/manifests/image")).Is(OK).Holds(manifest).ContentType
                );
                Assert.Equal(MediaTypes.DockerList, (await s.PullAsync($"/v2/{name}/manifests/list")).Is(OK).Holds(list).ContentType);
            }), new("Push", "a manifest whose configuration or layer is not there is refused", async s =>
            {
                var name = s.NewName();
                foreach (
                    var (config, layer) in new (string, string)[]
                    {
                        (Nothing, await s.HoldAsync(name, [1])),
                        (await s.HoldAsync(name, [1]), Nothing),
                    }
                )
                {
                    (
                        await s.PutManifestAsync(
                            name,
                            "1",
                            Encoding.UTF8.GetBytes(
                                $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{config}}","size":1},"layers":[{"mediaType":"{{MediaTypes.OciLayer}}","digest":"{{layer}}","size":1}]}"""
                            )
                        )
                    ).Fails(BadRequest, "MANIFEST_BLOB_UNKNOWN");
                }
                (await s.PullAsync($"/v2/{name}/manifests/1")).Is(NotFound);
            }), new("Push", "an index whose manifest is not there is refused", async s => (await s.PutManifestAsync("spec/m", "1", Index($$"""{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Nothing}}","size":1}"""), MediaTypes.OciIndex)).Fails(BadRequest, "MANIFEST_BLOB_UNKNOWN")), new(Manifests, "4 MiB are taken, more is 413", async s =>
            {
                var name = s.NewName();
                var manifest = await s.ManifestAsync(name);
                var large = new byte[4 << 20];
                large.AsSpan().Fill((byte)' ');
                manifest.CopyTo(large, 0);
                (await s.PutManifestAsync(name, "large", large)).Is(Created);
                (await s.PullAsync($"/v2/{name}/manifests/large")).Is(OK).Holds(large);
                (await s.PutManifestAsync(name, "larger", [.. large, (byte)' '])).Fails(RequestEntityTooLarge, "SIZE_INVALID");
            }), new(Manifests, "what is no manifest is refused", async s =>
            {
                foreach (
                    var text in (string[])
                        [
                            "",
                            "{",
                            "[]",
                            "null",
                            "{}",
                            """{"schemaVersion":1}""",
                            """{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"x","size":1},"layers":[]}""",
                            new string('[', 10_000),
                        ]
                )
                {
                    (await s.PutManifestAsync("spec/m", "1", Encoding.UTF8.GetBytes(text))).Fails(BadRequest, "MANIFEST_INVALID");
                }
            }), new(Subjects, "a manifest may name a subject that is not there, and the answer names it", async s =>
            {
                var name = s.NewName();
                var manifest = await s.ManifestAsync(
                    name,
                    $$""","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Nothing}}","size":1}"""
                );
                Assert.Equal(Nothing, (await s.PutManifestAsync(name, "1", manifest)).Is(Created).Header("OCI-Subject"));
                Assert.Null((await s.PutManifestAsync(name, "2", await s.ManifestAsync(name))).Is(Created).Header("OCI-Subject"));
            }), new("Content Management, Deleting tags and Manifests (end-9)", "deleting is off: 405, and everything stays", async s =>
            {
                var name = s.NewName();
                var digest = (await s.PutManifestAsync(name, "1", await s.ManifestAsync(name))).Header("Docker-Content-Digest");
                foreach (var reference in (string[])["1", digest!])
                {
                    (await s.PushAsync("DELETE", $"/v2/{name}/manifests/{reference}")).Fails(MethodNotAllowed, "UNSUPPORTED");
                    (await s.PullAsync($"/v2/{name}/manifests/{reference}")).Is(OK);
                }
            })];

    private static byte[] Index(string manifests = "") =>
        Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{manifests}}]}""");
}
