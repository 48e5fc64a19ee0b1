using System.Text;
using System.Text.Json;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Kustomizing;
using Wsm.Product.Listing;
using Wsm.Product.Manifests;
using Wsm.Product.Sources;
using Wsm.Site.Relocations;

namespace Wsm.Fuzz.Targets;

/// <summary>What images are found in that is no chart, and the settings for it; and the note of a push.</summary>
internal sealed class SourceTarget : IFuzzTarget
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a/b:1}]}\n";

    public string Name => "source";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        "resources: [pod.yaml, base]\nnamePrefix: x-\nimages:\n- {name: a/b, newName: c/d, newTag: '2'}\nlabels: [{pairs: {a: b}}]\nconfigMapGenerator:\n- {name: c, files: [pod.yaml], literals: [a=b]}\n"u8.ToArray(),
        "resources: [pod.yaml]\npatches:\n- target: {kind: Pod, name: a.*}\n  patch: |\n    - {op: replace, path: /spec/containers/0/image, value: e/f:1}\n    - {op: copy, from: /spec, path: /spec/x}\nreplacements:\n- source: {kind: Pod, fieldPath: metadata.name}\n  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.*.image]}]\n"u8.ToArray(),
        "resources: [../a, ., 'https://x.example/y.yaml', pod.yaml]\n"u8.ToArray(),
        "services:\n  a: {image: \"${R:-a}/b:${T:?none}\", env_file: [x]}\n  b: {extends: {file: compose.yaml, service: a}, profiles: [p]}\n  c: {<<: [*d, *d]}\n"u8.ToArray(),
        "x-a: &a {image: a/b:1}\nx-b: &b {<<: [*a, *a]}\nservices:\n  c: {<<: *b, volumes: [{type: image, source: d:1}]}\ninclude: [compose.yaml, {path: [compose.yaml], env_file: .env}]\n"u8.ToArray(),
        "a/b:1\n# remark\nc.example:5000/d@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"u8.ToArray(),
        """{"kind":"List","items":[{"kind":"Pod","metadata":{"name":"a","namespace":"b"},"spec":{"containers":[{"name":"c","image":"a:1"}]},"status":{"containerStatuses":[{"name":"c","imageID":"docker-pullable://a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}}]}"""u8.ToArray(),
        "apiVersion: wsm/v1\nkind: ImageFields\nkinds:\n- {group: x.io, kind: [Foo], under: [spec], fields: [a, {path: b.*.c, form: parts, registry: r, tag: [t, $.v]}, {path: d, form: pattern, patterns: ['(a+)+$']}]}\n"u8.ToArray(),
        "unqualified-search-registries = [\"docker.io\"]\n[[registry]]\nprefix = \"*.example.com\"\nlocation = \"a.example/b\"\n[[registry.mirror]]\nlocation = \"c.example\"\n[aliases]\n\"x\" = \"docker.io/x\"\n"u8.ToArray(),
        """{"apiVersion":"wsm/v1","kind":"Relocation","images":[{"source":"docker.io/a/b:1","digest":"","push":"h.example/a/b:1","pull":"h.example/a/b:1"}],"charts":[{"name":"a","version":"1","sha256":"","location":"oci://h"}],"chartStore":"oci://h"}"""u8.ToArray(),
        Encoding.UTF8.GetBytes(Pod),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "resources: ",
        "components: ",
        "patches:\n",
        "patchesStrategicMerge: ",
        "replacements:\n",
        "configMapGenerator:\n",
        "images:\n- {name: ",
        "op: move",
        "path: /",
        "services:\n",
        "include: [compose.yaml]\n",
        "extends: a",
        "${A:-${B}}",
        "<<: *a",
        "[[registry]]\n",
        "location = ",
        "\"images\":[",
        "\"containers\":[",
        "kinds:\n",
        "form: pattern",
        "pod.yaml",
        "../",
    ];

    public void Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Try(() =>
            BuiltManifests.Of(
                new ManifestSet([
                    new("kustomization.yaml", text),
                    new("pod.yaml", Pod),
                    new("base/kustomization.yaml", text),
                    new("base/pod.yaml", Pod),
                ])
                {
                    Kustomization = "",
                }
            )
        );
        Try(() => BuiltManifests.Of(new ManifestSet([new ManifestFile("pod.yaml", text)])));
        Try(() => ComposeFile.Read(text, "compose.yaml", name => name is "compose.yaml" or ".env" ? text : null, _ => null));
        Try(() => ImageList.Read(text, "list"));
        Try(() => ClusterPods.Read(text, "pods"));
        Try(() => ImageFieldReader.Read(text, "fields"));
        Try(() => RegistriesConf.Read(text, "registries.conf"));
        Try(() => Relocation.Create(new RelocationOptions { Pushed = RelocationFile.Parse(text) }));
    }

    public void Dispose() { }

    private static void Try(Func<object?> read)
    {
        try
        {
            _ = read();
        }
        catch (Exception refused) when (refused is UserError or JsonException)
        {
            // Refused.
        }
    }
}
