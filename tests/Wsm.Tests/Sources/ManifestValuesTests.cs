using System.Text.Json;

namespace Wsm.Tests.Sources;

/// <summary>What <c>wsm values</c> writes for manifests, as the real kubectl builds it.</summary>
public sealed class ManifestValuesTests : IDisposable
{
    private const string Workload = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          template:
            spec:
              containers:
              - name: app
                image: redis:7
                env: [{name: SIDE_IMAGE, value: "quay.io/acme/side:1"}]
              - {name: other, image: redis}
              - {name: pinned, image: "quay.io/acme/p:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
              ephemeralContainers: [{name: e, image: "busybox:1"}]
              volumes: [{name: v, image: {reference: "quay.io/acme/data:1"}}]
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: config}
        data:
          app.ini: |
            [run]
            image = quay.io/acme/runner:2

        """;

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_image_of_plain_manifests_comes_from_inside_when_kubectl_builds_what_was_written()
    {
        _folder.Write("install.yaml", Workload);

        var run = await ValuesAsync("--manifests", "install.yaml");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var built = await _folder.KubectlAsync("out/manifests-install");
        Assert.Equal("", built.Error);
        foreach (
            var image in (string[])
                [
                    "image: r.example/p/library/redis:7\n",
                    "image: r.example/p/library/redis\n",
                    "image: r.example/p/acme/p:1@sha256:",
                    "image: r.example/p/library/busybox:1\n",
                    "reference: r.example/p/acme/data:1\n",
                    "value: r.example/p/acme/side:1\n",
                    "image = r.example/p/acme/runner:2\n",
                ]
        )
        {
            Assert.Contains(image, built.Output);
        }

        Assert.DoesNotContain("quay.io", built.Output);
        Assert.Contains("  kubectl apply -k manifests-install\n", run.Output);
    }

    [Fact]
    public async Task A_kustomization_stays_one_and_is_built_inside()
    {
        _folder.Write("k/base/install.yaml", Workload);
        _folder.Write("k/base/kustomization.yaml", "resources: [install.yaml]\n");
        _folder.Write(
            "k/prod/kustomization.yaml",
            "resources: [../base]\nnamePrefix: p-\nconfigMapGenerator: [{name: g, literals: [A=b]}]\nimages: [{name: redis, newTag: '8'}]\n"
        );

        var run = await ValuesAsync("--manifests", "k/prod");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var built = await _folder.KubectlAsync("out/manifests-prod");
        Assert.Equal("", built.Error);
        Assert.Contains("image: r.example/p/library/redis:8\n", built.Output);
        Assert.Contains("name: p-web\n", built.Output);
        Assert.Contains("name: p-g-", built.Output);
        Assert.DoesNotContain("quay.io", built.Output);
    }

    /// <summary>kubectl builds no kustomization of such objects, and each <c>kubectl create</c> makes another one.</summary>
    [Fact]
    public async Task Objects_whose_name_the_server_makes_are_written_apart_with_their_images_in_place()
    {
        const string Once = """
            # what runs once
            apiVersion: batch/v1
            kind: Job
            metadata: {generateName: once-}
            spec:
              template:
                spec:
                  containers: [{name: a, image: "quay.io/acme/once:1", env: [{name: SIDE_IMAGE, value: "quay.io/acme/side:1"}]}]
                  restartPolicy: Never

            """;
        _folder.Write("install.yaml", $"{Once}---\n{Workload}---\n{Once.Replace("once", "twice", StringComparison.Ordinal)}");
        _folder.Write("only.yaml", Once);

        var run = await ValuesAsync("--manifests", "install.yaml");
        var alone = await ValuesAsync("--manifests", "only.yaml");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var built = await _folder.KubectlAsync("out/manifests-install");
        Assert.Equal("", built.Error);
        Assert.Contains("image: r.example/p/library/redis:7\n", built.Output);
        Assert.DoesNotContain("kind: Job", built.Output);
        Assert.Contains("  kubectl apply -k manifests-install\n  kubectl create -f manifests-install/create.yaml\n", run.Output);
        var created = File.ReadAllText(_folder["out", "manifests-install", "create.yaml"]);
        Assert.Equal(2, created.Split("kind: Job").Length - 1);
        foreach (
            var text in (string[])["generateName: once-", "r.example/p/acme/once:1", "r.example/p/acme/twice:1", "r.example/p/acme/side:1"]
        )
        {
            Assert.Contains(text, created);
        }

        Assert.DoesNotContain("quay.io", created);
        Assert.Equal((0, ""), (alone.ExitCode, alone.Error));
        Assert.Contains("  kubectl create -f manifests-only/create.yaml\n", alone.Output);
        Assert.DoesNotContain("apply -k", alone.Output);
    }

    [Fact]
    public async Task Two_images_of_one_name_that_go_to_different_places_are_told_apart()
    {
        _folder.Write(
            "install.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: 'quay.io/acme/app:1'}, "
                + "{name: b, image: 'quay.io/acme/app:2'}]}\n"
        );

        var run = await ValuesAsync("--manifests", "install.yaml", "--map", "quay.io/acme/app:2=r.example/second/app:2");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["r.example/p/acme/app:1", "r.example/second/app:2"], await _folder.KubectlImagesAsync("out/manifests-install"));
    }

    [Fact]
    public async Task What_is_left_out_is_said_in_the_proof_and_not_counted()
    {
        _folder.Write(
            "install.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: 'quay.io/acme/app:1'}, "
                + "{name: b, image: 'auto:x'}]}\n"
        );
        _folder.Write("none.txt", "busybox:1\n");

        var run = await ValuesAsync("--manifests", "install.yaml", "--images", "none.txt", "--exclude", "auto:*");

        using var proof = JsonDocument.Parse(File.ReadAllText(_folder["out", "proof.json"]));
        Assert.Contains("of 'none' stands in a list", run.Error);
        Assert.Contains(proof.RootElement.GetProperty("images").EnumerateArray(), entry =>
            entry.GetProperty("image").GetString() == "auto:x" && entry.GetProperty("status").GetString() == "Excluded"
        );
        Assert.Equal(["auto:x", "r.example/p/acme/app:1"], await _folder.KubectlImagesAsync("out/manifests-install"));
    }

    private Task<RunResult> ValuesAsync(params string[] source) =>
        _folder.RunAsync(["values", .. source, "--registry", "r.example/p", "--no-registry-check", "--out", "out"]);
}
