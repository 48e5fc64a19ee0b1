namespace Wsm.Tests.Sources;

/// <summary>Kustomizations, with the real kubectl as the judge of which images come out of them.</summary>
public sealed class KustomizationTests : IDisposable
{
    private const string Workloads = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {tier: front}}
        spec:
          template:
            spec:
              initContainers:
              - {name: init, image: "busybox:1.36"}
              containers:
              - name: app
                image: quay.io/acme/app:1.0
                env: [{name: A, value: b}]
              - {name: side, image: "quay.io/acme/side@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
              volumes:
              - {name: data, image: {reference: "quay.io/acme/data:1"}}
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: clean}
        spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "busybox:1.36"}, {name: b, image: redis}]}}}}}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {containers: [{name: a, image: "redis:7"}]}}

        """;

    private readonly SourceFolder _folder = new();

    public KustomizationTests()
    {
        _folder.Write("base/workloads.yaml", Workloads);
        _folder.Write("base/kustomization.yaml", "resources: [workloads.yaml]\n");
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Overlays =>
        new()
        {
            { "nothing", "resources: [../base]\n" },
            {
                "images",
                "resources: [../base]\nimages:\n- {name: redis, newName: r.example/cache/redis, newTag: '8'}\n- {name: "
                    + "busybox, newName: quay.io/b}\n"
            },
            {
                "images by digest",
                "resources: [../base]\nimages:\n- {name: quay.io/acme/app, digest: "
                    + "'sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'}\n- {name: quay.io/acme/side, "
                    + "newTag: v2}\n"
            },
            { "a chain of images", "resources: [../base]\nimages:\n- {name: redis, newName: a/b}\n- {name: a/b, newTag: '9'}\n" },
            {
                "prefix, namespace and labels",
                "resources: [../base]\nnamePrefix: p-\nnameSuffix: -s\nnamespace: shop\nlabels: [{pairs: {a: b}}]\ncommonLabels: {c: d}\n"
            },
            {
                "a merge patch",
                "resources: [../base]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: "
                    + "{name: web}\n    spec: {template: {spec: {containers: [{name: app, image: 'quay.io/acme/app:2'}, {name: "
                    + "new, image: 'quay.io/acme/new:1'}]}}}\n"
            },
            {
                "a patch that deletes a container",
                "resources: [../base]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: "
                    + "{name: web}\n    spec: {template: {spec: {containers: [{name: side, $patch: delete}], initContainers: "
                    + "null}}}\n"
            },
            {
                "a patch that replaces a list",
                "resources: [../base]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: "
                    + "{name: web}\n    spec: {template: {spec: {containers: [{$patch: replace}, {name: only, image: "
                    + "'quay.io/acme/only:1'}]}}}\n"
            },
            {
                "a patch that deletes a document",
                "resources: [../base]\npatches:\n- patch: |-\n    apiVersion: batch/v1\n    kind: CronJob\n    metadata: "
                    + "{name: clean}\n    $patch: delete\n"
            },
            {
                "a JSON patch for all of a kind",
                "resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: replace, path: "
                    + "/spec/template/spec/containers/0/image, value: 'quay.io/acme/app:3'}\n    - {op: add, path: "
                    + "/spec/template/spec/containers/-, value: {name: z, image: 'quay.io/acme/z:1'}}\n    - {op: remove, path: "
                    + "/spec/template/spec/initContainers}\n"
            },
            {
                "a target by labels and by an expression",
                "resources: [../base]\npatches:\n- target: {labelSelector: 'tier in (front, back),tier!=none', name: "
                    + "'w.*'}\n  patch: |-\n    - {op: replace, path: /spec/template/spec/containers/0/image, value: "
                    + "'quay.io/acme/app:4'}\n- target: {name: we}\n  patch: |-\n    - {op: replace, path: "
                    + "/spec/template/spec/containers/0/image, value: 'quay.io/acme/never:4'}\n"
            },
            {
                "old forms of patches",
                "resources: [../base]\npatchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: "
                    + "one}\n  spec: {containers: [{name: a, image: 'redis:6'}]}\npatchesJson6902:\n- target: {group: batch, "
                    + "version: v1, kind: CronJob, name: clean}\n  patch: |-\n    - {op: replace, path: "
                    + "/spec/jobTemplate/spec/template/spec/containers/0/image, value: 'busybox:2'}\n"
            },
            {
                "a replacement",
                "resources: [../base]\nreplacements:\n- source: {kind: Pod, name: one, fieldPath: "
                    + "'spec.containers.[name=a].image'}\n  targets:\n  - {select: {kind: Deployment}, fieldPaths: "
                    + "['spec.template.spec.containers.[name=app].image']}\n- source: {kind: Pod, name: one, fieldPath: "
                    + "'spec.containers.0.image', options: {delimiter: ':', index: 1}}\n  targets:\n  - {select: {kind: CronJob}, "
                    + "fieldPaths: ['spec.jobTemplate.spec.template.spec.containers.*.image'], options: {delimiter: ':', index: "
                    + "1}}\n"
            },
            { "a component", "resources: [../base]\ncomponents: [../component]\nimages:\n- {name: quay.io/acme/metrics, newTag: '2'}\n" },
        };

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_images_are_those_of_kubectl(string what, string kustomization)
    {
        _folder.Write("overlay/kustomization.yaml", kustomization);
        _folder.Write(
            "component/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [metrics.yaml]\npatches:\n- target: "
                + "{kind: Pod}\n  patch: |-\n    - {op: replace, path: /spec/containers/0/image, value: 'redis:5'}\n"
        );
        _folder.Write(
            "component/metrics.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: metrics}\nspec: {containers: [{name: m, image: 'quay.io/acme/metrics:1'}]}\n"
        );

        var expected = await _folder.KubectlImagesAsync("overlay");

        Assert.NotEmpty(expected);
        Assert.True(expected.SequenceEqual(await _folder.ImagesAsync("--manifests", "overlay")), what);
    }

    [Fact]
    public async Task A_custom_resource_s_lists_are_replaced_and_its_configured_image_fields_are_changed()
    {
        _folder.Write(
            "overlay/resource.yaml",
            "apiVersion: acme.example/v1\nkind: Thing\nmetadata: {name: t}\nspec:\n  image: quay.io/acme/thing:1\n  "
                + "containers: [{name: a, image: 'quay.io/acme/a:1'}, {name: b, image: 'quay.io/acme/b:1'}]\n"
        );
        _folder.Write("overlay/config.yaml", "images:\n- {path: spec/image, kind: Thing}\n");
        _folder.Write(
            "overlay/kustomization.yaml",
            "resources: [resource.yaml]\nconfigurations: [config.yaml]\nimages: [{name: quay.io/acme/thing, newTag: "
                + "'7'}]\npatches:\n- patch: |-\n    apiVersion: acme.example/v1\n    kind: Thing\n    metadata: {name: t}\n    "
                + "spec: {containers: [{name: a, image: 'quay.io/acme/a:2'}]}\n"
        );

        Assert.Equal(["quay.io/acme/a:2", "quay.io/acme/thing:7"], await _folder.KubectlImagesAsync("overlay"));
        Assert.Equal(["quay.io/acme/a:2", "quay.io/acme/thing:7"], await _folder.ImagesAsync("--manifests", "overlay"));
    }

    [Fact]
    public async Task What_a_generated_configmap_names_is_a_candidate()
    {
        _folder.Write("overlay/agent.env", "# images\nAGENT_IMAGE=quay.io/acme/agent:1.2\n");
        _folder.Write("overlay/app.ini", "image = quay.io/acme/tool:3\n");
        _folder.Write(
            "overlay/kustomization.yaml",
            "resources: [../base]\nconfigMapGenerator:\n- {name: c, envs: [agent.env], files: [app.ini], literals: "
                + "['HELPER_IMAGE=quay.io/acme/helper:1']}\n- {name: c, behavior: merge, literals: "
                + "['HELPER_IMAGE=quay.io/acme/helper:2']}\n"
        );

        var run = await _folder.ListAsync("--manifests", "overlay");

        foreach (var image in (string[])["quay.io/acme/agent:1.2", "quay.io/acme/tool:3", "quay.io/acme/helper:2"])
        {
            Assert.Contains($"  {image}\n", run.Output);
        }

        Assert.DoesNotContain("helper:1", run.Output);
    }

    [Theory]
    [InlineData("resources: [../base]\nfoo: bar\n", "'foo'")]
    [InlineData("resources: [gone.yaml]\n", "gone.yaml")]
    [InlineData("resources: [../base/workloads.yaml]\n", "outside of its folder")]
    [InlineData("resources: [../base, ../base]\n", "twice")]
    [InlineData("resources: [../overlay]\n", "leads back to itself")]
    [InlineData(
        "resources: [../base]\npatches: [{patch: '[{\"op\": \"replace\", \"path\": \"/spec/nowhere/x\", \"value\": 1}]', "
            + "target: {kind: Pod}}]\n",
        "does not fit Pod/one"
    )]
    [InlineData(
        "resources: [../base]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: nobody}\n",
        "there is no such document"
    )]
    public async Task What_kubectl_refuses_is_refused_with_the_reason(string kustomization, string expected)
    {
        _folder.Write("overlay/kustomization.yaml", kustomization);

        var run = await _folder.ListAsync("--manifests", "overlay");

        Assert.NotEqual(0, (await _folder.KubectlAsync("overlay")).ExitCode);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("transformers: [t.yaml]\n")]
    [InlineData("helmCharts: [{name: x}]\n")]
    [InlineData("vars: [{name: X}]\n")]
    [InlineData("resources: [../base]\nimages: [{name: redis, tagSuffix: -x}]\n")]
    [InlineData("resources: ['github.com/acme/app//config?ref=v1']\n")]
    public async Task What_is_not_followed_is_refused_and_never_passed_over(string kustomization)
    {
        _folder.Write("overlay/kustomization.yaml", kustomization);

        var run = await _folder.ListAsync("--manifests", "overlay");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("not followed", run.Error);
    }
}
