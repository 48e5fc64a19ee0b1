using Wsm.Product.Finding;

namespace Wsm.Tests.Images;

public sealed class DocumentImagesTests
{
    [Fact]
    public void Every_container_list_at_any_depth_of_any_kind_counts()
    {
        var uses = Find(
                """
                apiVersion: example.com/v1
                kind: Cluster
                metadata: {name: db}
                spec:
                  nodes:
                  - template:
                      spec:
                        initContainers: [{name: a, image: "busybox:1"}]
                        containers:
                        - {name: b, image: quay.io/x/y:2}
                        ephemeralContainers:
                        - name: c
                          image: 'z@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
                """
            )
            .Where(use => use.Kind == UseKind.Container)
            .ToList();

        Assert.Equal(
            ["busybox:1", "quay.io/x/y:2", "z@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
            uses.Select(use => use.Text)
        );
        Assert.Equal(["a", "b", "c"], uses.Select(use => use.Container!));
        Assert.All(uses, use => Assert.Equal("Cluster/db", use.Document));
        Assert.Equal("spec.nodes[0].template.spec.containers[0].image", uses[1].Field);
    }

    [Fact]
    public void An_image_volume_is_pulled_too()
    {
        var use = Assert.Single(
            Find(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  volumes:
                  - {name: model, image: {reference: "ghcr.io/models/m:3", pullPolicy: Always}}
                """
            )
        );

        Assert.Equal(UseKind.Container, use.Kind);
        Assert.Equal("ghcr.io/models/m:3", use.Text);
    }

    [Fact]
    public void What_a_container_is_given_is_a_candidate_and_the_container_itself_is_none()
    {
        var uses = Find(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, annotations: {note: "quay.io/not/this:1"}}
            spec:
              template:
                metadata: {annotations: {also: "quay.io/nor/this:1"}}
                spec:
                  containers:
                  - name: operator
                    image: quay.io/o/operator:1
                    args: ["--reloader=quay.io/o/reloader:1"]
                    env:
                    - {name: RELATED_IMAGE_X, value: "worker:5"}
                    - {name: HOST, value: "redis:6379"}
            """
        );

        Assert.Equal(
            [("quay.io/o/operator:1", UseKind.Container), ("quay.io/o/reloader:1", UseKind.Candidate), ("worker:5", UseKind.Candidate)],
            uses.Select(use => (use.Text, use.Kind))
        );
    }

    [Fact]
    public void A_custom_resource_names_images_whole_or_in_parts()
    {
        var uses = Find(
            """
            apiVersion: monitoring.coreos.com/v1
            kind: Prometheus
            metadata: {name: k}
            spec:
              image: quay.io/prometheus/prometheus:v2.47.0
              sidecar: {registry: docker.io, repository: x/y, tag: "1.2"}
            """
        );

        Assert.Equal(
            [("quay.io/prometheus/prometheus:v2.47.0", UseKind.Field), ("docker.io/x/y:1.2", UseKind.Candidate)],
            uses.Select(use => (use.Text, use.Kind))
        );
    }

    [Fact]
    public void A_ConfigMap_with_a_pod_template_as_text_gives_a_candidate()
    {
        var use = Assert.Single(
            Find(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: c}
                data:
                  pod.yaml: |
                    spec:
                      containers:
                      - image: runner:2
                        ports: [8080]
                """
            )
        );

        Assert.Equal(("runner:2", UseKind.Candidate), (use.Text, use.Kind));
    }

    [Fact]
    public void A_custom_resource_definition_starts_nothing() =>
        Assert.Empty(
            Find(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: x.example.com}
                spec: {description: "image: quay.io/a/b:1"}
                """
            )
        );

    private static IReadOnlyList<ImageUse> Find(string yaml) => Looking.At(yaml).Uses;
}
