using Wsm.Product.Catalogs;
using Wsm.Product.Finding;

namespace Wsm.Tests.Images;

/// <summary>What people met with operators, in documents of our own.</summary>
public sealed class FieldSituationsTests
{
    [Fact]
    public void An_image_field_of_a_known_kind_is_as_sure_as_a_container_and_its_parts_are_joined()
    {
        var uses = Looking
            .At(
                """
                apiVersion: monitoring.coreos.com/v1
                kind: Prometheus
                metadata: {name: a}
                spec: {baseImage: quay.io/prometheus/prometheus, version: v2.55.1}
                """
            )
            .Uses;

        Assert.Equal([("quay.io/prometheus/prometheus:v2.55.1", UseKind.Field)], uses.Select(use => (use.Text, use.Kind)));
    }

    [Fact]
    public void Items_of_a_list_are_judged_by_their_own_kind()
    {
        var findings = Looking.At(
            """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: x}
              data: {helper: "image: quay.io/acme/helper:1.0"}
            - apiVersion: tekton.dev/v1
              kind: Task
              metadata: {name: z}
              spec: {steps: [{name: s, image: "quay.io/acme/step:1.0"}]}
            """
        );

        Assert.Equal(
            [("quay.io/acme/helper:1.0", UseKind.Candidate, "ConfigMap/x"), ("quay.io/acme/step:1.0", UseKind.Field, "Task/z")],
            findings.Uses.Select(use => (use.Text, use.Kind, use.Document))
        );
    }

    [Fact]
    public void Annotations_of_pods_name_what_injectors_add()
    {
        var findings = Looking.At(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              template:
                metadata:
                  annotations:
                    vault.hashicorp.com/agent-image: docker.io/hashicorp/vault:1.18.2
                    sidecar.istio.io/proxyImage: docker.io/istio/proxyv2:1.24.1
                    config.linkerd.io/proxy-image: cr.l5d.io/linkerd/proxy
                    config.linkerd.io/proxy-version: stable-2.14.9
                    example.com/note: database/creds/shop:read
                spec:
                  containers: [{name: app, image: "registry.example.com/team/app:1.0"}]
            """
        );

        Assert.Equal(
            ["cr.l5d.io/linkerd/proxy:stable-2.14.9", "docker.io/hashicorp/vault:1.18.2", "docker.io/istio/proxyv2:1.24.1"],
            findings.Uses.Where(use => use.Kind == UseKind.Candidate).Select(use => use.Text).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_placeholder_that_injection_replaces_is_no_image()
    {
        var findings = Looking.At(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: gw}
            spec:
              template:
                metadata: {annotations: {inject.istio.io/templates: gateway}}
                spec: {containers: [{name: istio-proxy, image: auto}]}
            """
        );

        Assert.Empty(findings.Uses);
        Assert.Equal((RemarkKind.Placeholder, "auto"), Assert.Single(findings.Remarks.Select(remark => (remark.Kind, remark.Text))));
    }

    [Theory]
    [InlineData("__REGISTRY__/app:1")]
    [InlineData("registry.example.com/team/a:2.0190612073634e+13")]
    [InlineData("registry.example.com/team/c:")]
    [InlineData("rancher/k3s:v1.31.2+k3s1")]
    public void What_stands_where_an_image_should_and_is_none_is_told_and_no_half_of_it_is_found(string text)
    {
        var findings = Looking.At(
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: a, image: \"{text}\"}}]}}\n"
        );

        Assert.Empty(findings.Uses);
        Assert.Equal(text, Assert.Single(findings.Unreadable).Text);
    }

    [Fact]
    public void White_space_around_a_reference_is_told()
    {
        var findings = Looking.At(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: \"\\nquay.io/a/b:1\"}]}\n"
        );

        Assert.Equal(["quay.io/a/b:1"], Looking.Texts(findings));
        Assert.Equal(RemarkKind.Spaced, Assert.Single(findings.Remarks).Kind);
    }

    [Fact]
    public void Secrets_are_decoded_and_what_stands_in_them_is_read()
    {
        var encoded = Convert.ToBase64String("singleuser: {image: {name: quay.io/hub/sample, tag: 4.1.0}}\nother: 1\n"u8);
        var findings = Looking.At($"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata: {{values.yaml: {encoded}}}\n");

        Assert.Equal(["quay.io/hub/sample:4.1.0"], Looking.Texts(findings));
    }

    [Fact]
    public void A_helper_as_flag_and_value_is_found_without_registry()
    {
        var findings = Looking.At(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec:
              containers:
              - name: a
                image: quay.io/a/b:1
                command: [start, --config, /etc/config/config.json, --helper-image, "busybox:1", --addr, "agent.default:9080"]
                args: ["--base-image=quay.io/acme/configurator", "--base-tag=v26", "--version=1.0.0"]
            """
        );

        Assert.Equal(
            ["busybox:1", "quay.io/acme/configurator:v26"],
            Looking.Texts(findings).Where(text => text != "quay.io/a/b:1").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Files_of_other_kinds_are_read_by_their_lines()
    {
        Assert.Equal(
            ["alpine", "registry.gitlab.com/org/helper:x86_64-v17.6.0"],
            Looking
                .Texts(
                    Looking.AtFile(
                        "config.toml",
                        """
                        [[runners]]
                          [runners.kubernetes]
                            image = "alpine"
                            # image = "ubuntu:20.04"
                            helper_image = "registry.gitlab.com/org/helper:x86_64-v17.6.0"
                        """
                    )
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["apache/airflow:2.9.3"],
            Looking.Texts(
                Looking.AtFile("airflow.cfg", "[kubernetes]\nworker_container_repository = apache/airflow\nworker_container_tag = 2.9.3\n")
            )
        );
    }

    [Fact]
    public void Examples_and_comments_are_no_images() =>
        Assert.Empty(Looking.AtFile("_example", "# image: quay.io/acme/old:1.0\nagent:\n  image: quay.io/acme/agent:latest\n").Uses);

    [Fact]
    public void What_is_switched_off_is_not_started() =>
        Assert.Empty(
            Looking
                .At(
                    "apiVersion: things.example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {exporter: {enabled: false, "
                        + "image: \"quay.io/a/b:1\"}}\n"
                )
                .Uses
        );

    [Fact]
    public void A_row_of_ones_own_makes_a_field()
    {
        var row = new ImageFieldRow
        {
            Groups = ["things.example.com"],
            Kinds = ["Thing"],
            Fields = [new ImageField { Path = ["spec", "**", "picture"] }],
        };
        var use = Assert.Single(
            Looking
                .At("apiVersion: things.example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {a: [{picture: \"quay.io/a/b:1\"}]}\n", row)
                .Uses
        );

        Assert.Equal(("quay.io/a/b:1", UseKind.Field, "spec.a[0].picture"), (use.Text, use.Kind, use.Field));
    }

    [Theory]
    [InlineData("image: {tag: v1.150.0}", "v1.150.0")]
    [InlineData("version: 8.17.0, nodes: 3", "8.17.0")]
    [InlineData("mysqlVersion: 8.0.36", "8.0.36")]
    public void A_resource_that_gives_only_a_version_is_told(string spec, string told)
    {
        var findings = Looking.At($"apiVersion: things.example.com/v1\nkind: Thing\nmetadata: {{name: t}}\nspec: {{{spec}}}\n");

        Assert.Empty(findings.Uses);
        Assert.Equal((RemarkKind.Incomplete, told), Assert.Single(findings.Remarks.Select(remark => (remark.Kind, remark.Text))));
    }

    [Fact]
    public void A_version_belongs_to_the_one_variable_whose_name_ends_as_its_own()
    {
        var findings = Looking.At(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec:
              containers:
              - name: a
                image: quay.io/a/b:1
                env:
                - {name: EDGE_STORE_DATABASE_IMAGE, value: quay.io/acme/database}
                - {name: INIT_DATABASE_IMAGE_REPOSITORY, value: quay.io/acme/init-database}
                - {name: INIT_DATABASE_VERSION, value: 1.2.0}
                - {name: DATABASE_VERSION, value: 1.10.1}
                - {name: ACME_DEFAULT_MAVEN_BUILDER, value: "quay.io/acme/maven-builder:1.2.0"}
            """
        );

        Assert.Equal(
            ["quay.io/acme/database:1.10.1", "quay.io/acme/init-database:1.2.0", "quay.io/acme/maven-builder:1.2.0"],
            Looking.Texts(findings).Where(text => text != "quay.io/a/b:1").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Two_images_of_one_stem_in_two_spellings_are_two_images() =>
        Assert.Equal(
            ["quay.io/acme/one:1", "quay.io/acme/two:v2"],
            Looking
                .Texts(
                    Looking.At(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: c}
                        data: {HELPER_IMAGE: "quay.io/acme/one:1", helper.image.repository: quay.io/acme/two, helper.image.tag: v2}
                        """
                    )
                )
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_image_of_a_command_line_is_found_behind_flags_without_a_value() =>
        Assert.Equal(["acme/tool:15"], Looking.Texts(Looking.AtFile("run.sh", "set -e\ndocker run --rm acme/tool:15 true\n")));

    [Fact]
    public void What_is_made_addressed_or_versioned_elsewhere_is_no_image()
    {
        var findings = Looking.At(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: c}
            data:
              PUSH_IMAGE_TO: "registry.example.com/out:1"
              IMAGE_API_ENDPOINT: "images.svc:8080/v1"
              MODEL_REPOSITORY: acme/llm
              MODEL_VERSION: "3.1"
              HELM_REPOSITORY: oci://ghcr.io/acme/charts
              CHART_REF: "ghcr.io/acme/charts/app:1.2.3"
              versions.json: '{"app": {"image": "", "tag": "v1"}}'
            """
        );

        Assert.Empty(findings.Uses);
        Assert.DoesNotContain(findings.Remarks, remark => remark.Text.Length == 0 || remark.Text.Contains("charts"));
    }

    [Fact]
    public void A_registry_of_containers_stands_before_all_images_below_it() =>
        Assert.Equal(
            ["quay.io/acme/operator:main"],
            Looking.Texts(
                Looking.At(
                    "apiVersion: things.example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {containerRegistry: quay.io, "
                        + "operator: {image: {name: acme/operator, tag: main}}}\n"
                )
            )
        );

    [Fact]
    public void Defaults_of_a_definition_are_candidates_and_are_joined()
    {
        var findings = Looking.At(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.example.com}
            spec:
              versions:
              - schema:
                  openAPIV3Schema:
                    properties:
                      spec:
                        properties:
                          image: {type: string, default: "quay.io/acme/thing:1"}
                          default: {type: string, description: "quay.io/acme/none:1"}
                          sidecar:
                            properties:
                              repository: {type: string, default: quay.io/acme/side}
                              tag: {type: string, default: v2}
                          exporter: {type: object, default: {image: "quay.io/acme/exporter:3"}}
            """
        );

        Assert.Equal(
            ["quay.io/acme/exporter:3", "quay.io/acme/side:v2", "quay.io/acme/thing:1"],
            Looking.Texts(findings).Order(StringComparer.Ordinal)
        );
        Assert.All(findings.Uses, use => Assert.Equal(UseKind.Candidate, use.Kind));
    }

    [Theory]
    [InlineData("v1.31.5-k0s.0", "quay.io/acme/k0s:v1.31.5-k0s.0")]
    [InlineData("v1.31.5", "quay.io/acme/k0s:v1.31.5-k0s.0")]
    [InlineData("v1.31.5+k0s.1", "quay.io/acme/k0s:v1.31.5-k0s.1")]
    public void A_suffix_that_the_operator_adds_is_added_once(string version, string expected) =>
        Assert.Equal(
            [expected],
            Looking.Texts(
                Looking.At(
                    $"apiVersion: k0smotron.io/v1beta1\nkind: Cluster\nmetadata: {{name: e}}\nspec: {{image: "
                        + $"quay.io/acme/k0s, version: {version}}}\n"
                )
            )
        );

    [Fact]
    public void Groups_that_end_in_k8s_io_may_be_somebodys_own()
    {
        Assert.True(NativeGroups.Has("networking.k8s.io/v1"));
        Assert.False(NativeGroups.Has("gateway.networking.k8s.io/v1"));
        Assert.False(NativeGroups.Has("sparkoperator.k8s.io/v1beta2"));
    }
}
