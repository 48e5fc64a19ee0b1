using System.Text.RegularExpressions;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Peers;

namespace Wsm.Tests.List;

/// <summary>
/// A product built like W&amp;B's, with every trick that hides images, served as in life: charts and release channel by nginx, tags by a
/// docker-registry. What <c>wsm list</c> finds is what real helm renders.
/// </summary>
public sealed class ProductTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Helm => Tool.Find("helm", "WSM_TEST_HELM");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_images_of_a_product_from_nginx_are_those_that_helm_renders()
    {
        await using var registry = await RegistryProcess.StartAsync();
        await PushTagsAsync(registry, "1.9.0", "1.10.0", "1.11.0-rc.1", "latest");
        await using var nginx = await ServeAsync();
        var catalog = Catalog(nginx, registry);

        var run = await RunAsync("list", "--catalog", catalog, "-o", "refs");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var rendered = await HelmImagesAsync("platform", "base-off.json");
        Assert.Equal(10, rendered.Count);
        var found = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.Equal(
            rendered.Append($"{registry.Host}/demo/controller:1.10.0").Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task All_components_adds_what_is_switched_off_and_names_the_switch()
    {
        await using var nginx = await ServeAsync();
        var usual = await RunAsync("list", "--chart", $"platform@http://{nginx.Host}/charts", "-o", "refs");
        var all = await RunAsync("list", "--chart", $"platform@http://{nginx.Host}/charts", "-o", "refs", "--all-components");
        var why = await RunAsync("list", "--chart", $"platform@http://{nginx.Host}/charts", "--why", "--all-components");

        var added = all.Output.Split('\n').Except(usual.Output.Split('\n')).ToList();
        Assert.Equal(["docker.io/demo/batch:3", "ghcr.io/demo/trace:1", "quay.io/demo/tpl:0.1.0"], added.Order(StringComparer.Ordinal));
        Assert.Contains("trace.install=true", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_names_template_line_container_and_the_values_with_who_set_them()
    {
        await using var nginx = await ServeAsync();
        _folder.Write("mine.yaml", "app: {image: {tag: '9'}}\n");

        var run = await RunAsync("list", "--chart", $"platform@http://{nginx.Host}/charts", "-f", "mine.yaml", "--why");

        Assert.Matches(
            @"demo/app:9[^✓]*Deployment/app, container main\n +platform/charts/app/templates/deployment\.yaml:\d+\n",
            run.Output
        );
        Assert.Contains("app.image.repository = demo/app (default of platform)", run.Output, StringComparison.Ordinal);
        Assert.Contains("app.image.tag = 9 (mine.yaml)", run.Output, StringComparison.Ordinal);
    }

    private Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder["cache"] });

    private async Task<HashSet<string>> HelmImagesAsync(string release, string valuesFile)
    {
        var output = (await Tool.RunAsync(Helm, ["template", release, _folder["platform"], "-f", _folder[valuesFile]])).Output;
        return
        [
            .. Regex.Matches(output, @"\bimage: ""?([^\s"",}]+)").Select(match => ImageReference.Parse(match.Groups[1].Value).Canonical),
        ];
    }

    private static async Task PushTagsAsync(RegistryProcess registry, params string[] tags)
    {
        using var folder = new TemporaryFolder();
        await Tool.RunAsync("umoci", ["init", "--layout", folder["image"]]);
        await Tool.RunAsync("umoci", ["new", "--image", folder["image"] + ":x"]);
        foreach (var tag in tags)
        {
            await Tool.RunAsync(
                "skopeo",
                ["copy", "--dest-tls-verify=false", $"oci:{folder["image"]}:x", $"docker://{registry.Host}/demo/controller:{tag}"]
            );
        }
    }

    private string Catalog(Nginx nginx, RegistryProcess registry) =>
        _folder.Write(
            "catalog.yaml",
            $$$"""
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {name: demo, title: Demo}
            components:
              - name: operator
                title: Operator
                chart: {repository: "http://{{{nginx.Host}}}/charts", name: operator, version: "*"}
                values: {image: {repository: "{{{registry.Host}}}/demo/controller"}}
                tags: {image.tag: {newestOf: "{{{registry.Host}}}/demo/controller"}}
              - name: platform
                title: Platform
                channel: http://{{{nginx.Host}}}/channel
                releaseName: platform
            """
        );

    private async Task<Nginx> ServeAsync()
    {
        WriteCharts();
        var site = Directory.CreateDirectory(_folder["site/charts"]).FullName;
        foreach (var chart in (string[])["operator", "platform"])
        {
            await Tool.RunAsync(Helm, ["package", _folder[chart], "-d", site]);
        }

        await Tool.RunAsync(Helm, ["repo", "index", site]);
        var nginx = await Nginx.StartAsync(_folder, $"root {_folder["site"]};");
        var values = _folder.Write(
            "base-off.json",
            """{"batch": {"install": true}, "global": {"repositoryPrefix": "mirror.example.com/pre"}, "trace": {"install": false}}"""
        );
        _folder.Write(
            "site/channel",
            $$$"""{"metadata": {}, "chart": {"url": "http://{{{nginx.Host}}}/charts", "name": "platform", "version": "0.18.0"}, "values": {{{File.ReadAllText(values)}}}}"""
        );
        return nginx;
    }

    private void WriteCharts()
    {
        _folder.Write("operator/Chart.yaml", "apiVersion: v2\nname: operator\nversion: 1.3.0\n");
        _folder.Write("operator/values.yaml", "image: {repository: demo/controller, tag: latest}\n");
        _folder.Write(
            "operator/templates/d.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: manager}\nspec:\n  template:\n    spec:\n      "
                + "containers:\n      - {name: manager, image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"}\n"
        );

        _folder.Write(
            "platform/Chart.yaml",
            """
            apiVersion: v2
            name: platform
            version: 0.18.0
            dependencies:
            - {name: base, alias: app, version: "*", condition: app.install}
            - {name: base, alias: batch, version: "*", condition: batch.install}
            - {name: base, alias: trace, version: "*", condition: trace.install}
            """
        );
        _folder.Write(
            "platform/values.yaml",
            """
            global: {repositoryPrefix: ""}
            app:
              install: true
              image: {repository: demo/app, tag: "1"}
              containers: {side: {image: {repository: demo/side, tag: "2"}}}
              initContainers: {wait: {image: {repository: busybox, tag: "1.36"}}}
            batch:
              install: false
              image: {repository: demo/batch, tag: "3"}
              imageTpl: "quay.io/{{ .Values.vendor }}/tpl:{{ .Chart.Version }}"
              vendor: demo
            trace: {install: false, image: {repository: ghcr.io/demo/trace, tag: "1"}}
            tools: {registry: docker.io, repository: demo/tools, digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
            """
        );
        _folder.Write(
            "platform/templates/extra.yaml",
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, annotations: {"helm.sh/hook": pre-install}}
            spec: {template: {spec: {containers: [{name: m, image: "demo/migrate:{{ .Chart.Version }}"}]}}}
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly}
            spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: n, image: "{{ .Values.tools.registry }}/{{ .Values.tools.repository }}@{{ .Values.tools.digest }}"}]}}}}}
            ---
            apiVersion: example.com/v1
            kind: Cluster
            metadata: {name: store}
            spec:
              podTemplate:
                spec:
                  ephemeralContainers: [{name: e, image: demo/debug:4}]
                  containers: [{name: c, image: demo/store:5}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: check, annotations: {"helm.sh/hook": test}}
            spec: {containers: [{name: t, image: demo/check:6}]}
            """
        );

        _folder.Write("platform/charts/base/Chart.yaml", "apiVersion: v2\nname: base\nversion: 0.1.0\n");
        _folder.Write("platform/charts/base/values.yaml", "image: {}\ncontainers: {}\ninitContainers: {}\n");
        _folder.Write(
            "platform/charts/base/templates/_image.tpl",
            """
            {{- define "base.image" -}}
            {{- $image := deepCopy .image -}}
            {{- with .root.Values.global.repositoryPrefix }}{{ $_ := set $image "repository" (printf "%s/%s" . $image.repository) }}{{ end -}}
            {{ $image.repository }}:{{ $image.tag | default "latest" }}
            {{- end -}}
            """
        );
        _folder.Write(
            "platform/charts/base/templates/deployment.yaml",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{ .Chart.Name }}}
            spec:
              template:
                spec:
                  initContainers:
                  {{- range $name, $c := .Values.initContainers }}
                  - name: {{ $name }}
                    image: {{ include "base.image" (dict "root" $ "image" $c.image) }}
                  {{- end }}
                  containers:
                  - name: main
                    image: {{ include "base.image" (dict "root" . "image" .Values.image) | quote }}
                  {{- range $name, $c := .Values.containers }}
                  - name: {{ $name }}
                    image: {{ include "base.image" (dict "root" $ "image" $c.image) }}
                  {{- end }}
                  {{- with .Values.imageTpl }}
                  - name: tpl
                    image: {{ tpl . $ }}
                  {{- end }}
            """
        );
    }
}
