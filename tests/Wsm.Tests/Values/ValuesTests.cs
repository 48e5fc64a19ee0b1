using System.Text.Json;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Toml;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Values;

public sealed class ValuesTests : IDisposable
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - name: main
            image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        """;

    private readonly ValuesFolder _folder = new();

    [Fact]
    public async Task What_a_chart_keeps_below_a_key_of_its_own_is_set_where_a_person_would_set_it()
    {
        _folder.WriteChart(
            """
            {{- $all := mustMergeOverwrite (deepCopy .Values._defaults) (omit .Values "_defaults") -}}
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec: {containers: [{name: c, image: "{{ $all.global.hub }}/pilot:{{ $all.global.tag }}"}]}
            """,
            "_defaults: {global: {hub: registry.example/mesh, tag: \"1.2\"}}\n"
        );

        var run = await _folder.RunAsync();

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("global:\n  hub: ", _folder.Read("values-sample.yaml"));
        Assert.DoesNotContain("_defaults", _folder.Read("values-sample.yaml"));
    }

    [Fact]
    public async Task Under_the_vendors_name_o_is_the_file_to_write()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\n");

        var run = await RunResult.OfAsync(
            "registry",
            "values",
            "--chart",
            _folder["chart"],
            "--registry",
            "r.example",
            "--no-registry-check",
            "-o",
            _folder["out/mine.yaml"]
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("repository: r.example/a/b", _folder.Read("mine.yaml"));
        Assert.Contains("-f mine.yaml", run.Output);
    }

    [Fact]
    public async Task A_literal_is_named_with_template_and_line_and_the_exit_code_says_that_the_proof_is_not_whole()
    {
        _folder.WriteChart(Pod + "\n  - name: helper\n    image: busybox:1.36\n", "image: {repository: quay.io/a/b, tag: \"1\"}\n");

        var run = await _folder.RunAsync();

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("busybox:1.36", run.Output);
        Assert.Contains("Pod/p, container helper [sample/templates/all.yaml:9]: it is literal text in the template", run.Output);
        using var proof = JsonDocument.Parse(_folder.Read("proof.json"));
        Assert.Equal(
            ["Rendered", "Unproved"],
            proof.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("status").GetString()!)
        );
    }

    [Fact]
    public async Task A_mirror_configuration_covers_a_literal_and_the_proof_says_so()
    {
        _folder.WriteChart(
            Pod + "\n  - name: helper\n    image: quay.io/x/busybox:1.36\n",
            "image: {repository: quay.io/a/b, tag: \"1\"}\n"
        );

        var run = await _folder.RunAsync("--mirror-config", "containerd");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("the mirror configuration covers it", run.Output);
        Assert.Contains("  cp -r mirrors/certs.d/. /etc/containerd/certs.d/", run.Output);
        var hosts = TomlReader.Read(_folder.Read("mirrors/certs.d/quay.io/hosts.toml"));
        Assert.Equal("https://quay.io", hosts["server"].Data);
        var host = (MapValue)((MapValue)hosts["host"].Data!)["https://r.example:5000"].Data!;
        Assert.Equal(["pull", "resolve"], ((ListValue)host["capabilities"].Data!).Items.Select(item => (string)item.Data!));
    }

    [Fact]
    public async Task Values_of_ones_own_that_the_relocation_replaces_are_named()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\n");
        var mine = _folder.Write("mine.yaml", "image: {repository: ghcr.io/me/mine}\n");

        var run = await _folder.RunAsync("-f", mine);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"{mine} sets image.repository to ghcr.io/me/mine; the relocation makes it r.example:5000/me/mine", run.Error);
    }

    [Fact]
    public async Task A_misspelt_key_is_named_with_what_was_meant()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\n");
        var mine = _folder.Write("mine.yaml", "image: {repositry: x}\nunheard: {of: 1}\n");

        var run = await _folder.RunAsync("-f", mine);

        Assert.Contains("sets image.repositry, which no template of sample asks for; did you mean image.repository?", run.Error);
        Assert.Contains("sets unheard, which no template of sample asks for.", run.Error);
    }

    [Fact]
    public async Task An_explanation_goes_from_the_chart_to_the_relocation_and_writes_nothing()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\npassword: no-one-knows\n");
        var mine = _folder.Write("mine.yaml", "image: {repository: quay.io/a/c}\n");

        var run = await _folder.RunAsync("-f", mine, "--explain", "image.repository");
        var secret = await _folder.RunAsync("--explain", "password");

        Assert.Equal(
            ["default of sample", mine, "→ relocation"],
            run.Output.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Trim().Split("  ")[0])
        );
        Assert.Contains("\"r.example:5000/a/c\"", run.Output);
        Assert.DoesNotContain("no-one-knows", secret.Output + secret.Error);
        Assert.False(File.Exists(_folder["out"] + "/proof.json"));
    }

    [Fact]
    public async Task A_secret_reaches_the_file_readable_by_its_owner_only_and_never_the_terminal()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\ndatabase: {password: \"\"}\n");
        var mine = _folder.Write("mine.yaml", "database: {password: hunter2}\n");

        var run = await _folder.RunAsync("-f", mine, "-v");

        Assert.Contains("password: hunter2", _folder.Read("values-sample.yaml"));
        Assert.DoesNotContain("hunter2", run.Output + run.Error);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["out"] + "/values-sample.yaml"));
        }
    }

    [Fact]
    public async Task An_edit_that_would_make_another_image_unreadable_is_not_made()
    {
        _folder.WriteChart(
            Pod + "\n  - {name: other, image: \"docker.io/{{ .Values.image.repository }}:2\"}\n",
            "image: {repository: a/b, tag: \"1\"}\n"
        );

        var run = await _folder.RunAsync();

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.DoesNotContain("docker.io/r.example", await _folder.RenderAsync("sample"));
    }

    [Fact]
    public async Task A_test_that_names_a_literal_is_told_apart_from_what_the_installation_needs()
    {
        _folder.WriteChart(
            Pod
                + "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: "
                + "try, image: busybox}]}\n",
            "image: {repository: quay.io/a/b, tag: \"1\"}\n"
        );

        var run = await _folder.RunAsync();

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.DoesNotContain("Not proved", run.Output);
        Assert.Contains(
            "Not counted, for only 'helm test' starts them, and no installation does:\n  - busybox  Pod/t, container try",
            run.Output
        );
        using var proof = JsonDocument.Parse(_folder.Read("proof.json"));
        Assert.Equal(
            [false, true],
            proof.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("test").GetBoolean())
        );
    }

    [Fact]
    public async Task What_nobody_asked_the_registry_for_is_rendered_and_not_proved()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\n");

        var asked = await _folder.AskAsync();
        var declined = await _folder.RunAsync();

        Assert.Equal(ExitCode.Incomplete, asked.ExitCode);
        Assert.Contains("--no-registry-check", asked.Error);
        Assert.Equal(ExitCode.Done, declined.ExitCode);
        foreach (var run in (RunResult[])[asked, declined])
        {
            Assert.StartsWith("Rendered, registry not asked: ", run.Output.Split('\n')[3]);
            Assert.DoesNotContain("Proved", run.Output);
            Assert.Contains("○ r.example:5000/a/b:1", run.Output);
        }
    }

    [Theory]
    [InlineData("env: [{name: HELPER_IMAGE, value: \"ghcr.io/h/helper:3\"}]")]
    [InlineData("args: [\"--helper-image=ghcr.io/h/helper:3\"]")]
    public async Task A_public_name_outside_the_containers_is_never_under_what_is_proved(string setting)
    {
        _folder.WriteChart(Pod + "\n    " + setting + "\n", "image: {repository: quay.io/a/b, tag: \"1\"}\n");

        var run = await _folder.RunAsync();

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("Not proved: what containers run comes from inside, and 1 image that something may start", run.Output);
        Assert.Contains("? ghcr.io/h/helper:3  Pod/p", run.Output);
    }

    [Fact]
    public async Task Workloads_that_a_pull_secret_does_not_reach_are_named_with_their_service_account()
    {
        const string account = "\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: known}\nimagePullSecrets: [{name: site}]\n";
        const string others =
            "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {jobTemplate: {spec: {template: {spec: "
            + "{serviceAccountName: worker, containers: [{name: a, image: \"{{ .Values.image.repository }}:1\"}]}}}}}\n"
            + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {serviceAccountName: "
            + "known, containers: [{name: a, image: \"{{ .Values.image.repository }}:1\"}]}}}\n";
        _folder.WriteChart(
            Pod + "\n  imagePullSecrets: [{name: site}]" + account + others,
            "image: {repository: quay.io/a/b, tag: \"1\"}\n"
        );

        var run = await _folder.RunAsync("--pull-secret", "site");
        var none = await _folder.RunAsync();

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("does not get the pull secret"));
        Assert.Contains("CronJob/c of sample does not get the pull secret", run.Error);
        Assert.Contains("'worker'", run.Error);
        Assert.DoesNotContain("pull secret", none.Error);
    }

    [Theory]
    [InlineData("strip", "global:\n  imageRegistry: r.example:5000\n")]
    [InlineData("keep", "global:\n  imageRegistry: r.example:5000/quay.io\n")]
    [InlineData(
        "flat",
        "app:\n  # was quay.io\n  registry: r.example:5000\n  # was a/app\n  repository: app\nside:\n  # was quay.io\n  registry: "
            + "r.example:5000\n  # was a/side\n  repository: side\n"
    )]
    public async Task One_registry_for_all_is_set_where_that_suffices_and_each_images_own_where_not(string style, string values)
    {
        static string Container(string name) =>
            $"  - {{name: {name}, image: \"{{{{ default .Values.{name}.registry .Values.global.imageRegistry }}}}/{{{{ "
            + $".Values.{name}.repository }}}}:1\"}}\n";
        _folder.WriteChart(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n" + Container("app") + Container("side"),
            "global: {imageRegistry: \"\"}\napp: {registry: quay.io, repository: a/app}\nside: {registry: quay.io, repository: a/side}\n"
        );

        var run = await _folder.RunAsync("--path-style", style);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.EndsWith(".yaml\n" + values, _folder.Read("values-sample.yaml"));
    }

    [Fact]
    public async Task The_emitted_values_install_without_a_cluster()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b, tag: \"1\"}\n");
        await _folder.RunAsync();

        var shown = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["install", "rel", _folder.Chart, "--dry-run=client", "-f", _folder["out"] + "/values-sample.yaml"]
        );

        Assert.Contains("image: \"r.example:5000/a/b:1\"", shown.Output);
    }

    public void Dispose() => _folder.Dispose();
}
