using System.Text;
using System.Text.Json;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Tests.Push;

namespace Wsm.Tests.Clusters;

public sealed class ClusterCheckTests : IDisposable
{
    private const string Inside = "registry.example.com/products";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_runs_is_known_by_every_form_of_its_digest_before_its_name()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var cluster = await FakeCluster.StartAsync();
        var many = Find(bundle, "many");
        var app = Find(bundle, "app");
        var config = app.Contents.First(content => content.MediaType.Contains("config", StringComparison.Ordinal)).Digest;
        var child = many.Contents.First(content => content.IsManifest && content.Digest != many.Digest).Digest;
        var other = $"sha256:{new string('a', 64)}";
        Pods.Run(cluster, "containerd", $"{Inside}/team/app:1.0", $"{Inside}/team/app@{app.Digest}");
        Pods.Run(cluster, "containerd-imported", $"{Inside}/team/app:1.0", config.ToString());
        Pods.Run(cluster, "crio-digits", $"{Inside}/team/app:1.0", config.Hex);
        Pods.Run(cluster, "docker", $"{Inside}/other/many:3.0", $"docker-pullable://{Inside}/other/many@{many.Digest}");
        Pods.Run(cluster, "docker-loaded", $"{Inside}/team/app:1.0", $"docker://{config}");
        Pods.Run(cluster, "platform", $"{Inside}/other/many@{many.Digest}", $"{Inside}/other/many@{child}");
        Pods.Run(cluster, "mirrored", $"{bundle.Upstream}/team/app:1.0", $"{bundle.Upstream}/team/app@{app.Digest}");
        Pods.Run(cluster, "moved-tag", $"{Inside}/team/app:1.0", $"{Inside}/team/app@{other}");
        Pods.Run(cluster, "older-tag", $"{Inside}/team/app:0.9", $"{Inside}/team/app@{other}");
        Pods.Run(cluster, "public", $"{bundle.Upstream}/team/tool:2.0", $"{bundle.Upstream}/team/tool@{other}");
        Pods.Run(cluster, "foreign", "quay.io/a/b:1", $"quay.io/a/b@{other}");
        Pods.Run(cluster, "starting", $"{Inside}/team/tool:2.0", null);
        Pods.Run(cluster, "elsewhere", "quay.io/a/b:1", null, space: "other");

        var run = await CheckAsync(bundle, cluster, "--registry", Inside, "-n", "product", "-o", "json");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["containerd"] = "Ours",
                ["containerd-imported"] = "Ours",
                ["crio-digits"] = "Ours",
                ["docker"] = "Ours",
                ["docker-loaded"] = "Ours",
                ["platform"] = "Ours",
                ["mirrored"] = "OurBytes",
                ["moved-tag"] = "Differs",
                ["older-tag"] = "Unknown",
                ["public"] = "PublicName",
                ["foreign"] = "Unknown",
                ["starting"] = "Ours",
            },
            Verdicts(run, "pod")
        );
    }

    [Fact]
    public async Task What_was_converted_on_its_way_is_known_by_the_digests_that_it_has_inside()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var cluster = await FakeCluster.StartAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await RunResult.WellAsync("push", "-b", bundle.Folder, "--registry", registry.Host, "--convert", "docker-v2s2");
        var many = await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{registry.Host}/other/many:3.0"]);
        var child = JsonDocument.Parse(many.Output).RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString();
        var index = ImageContent.DigestOf(Encoding.UTF8.GetBytes(many.Output));
        Pods.Run(cluster, "list", $"{registry.Host}/other/many:3.0", $"{registry.Host}/other/many@{index}");
        Pods.Run(cluster, "child", $"{registry.Host}/other/many:3.0", $"{registry.Host}/other/many@{child}");

        var run = await CheckAsync(bundle, cluster, "--registry", registry.Host, "-n", "product", "-o", "json");

        Assert.Equal(new Dictionary<string, string> { ["list"] = "Ours", ["child"] = "Ours" }, Verdicts(run, "pod"));
    }

    [Fact]
    public async Task Templates_and_every_kind_of_container_are_looked_at_and_a_pod_is_told_under_its_workload()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var cluster = await FakeCluster.StartAsync();
        var spec =
            $$$"""{"initContainers":[{"name":"first","image":"i:1"},{"name":"beside","image":"s:1","restartPolicy":"Always"}],"containers":[{"name":"main","image":"{{{Inside}}}/team/app:1.0"}]}""";
        cluster.Objects.Put(
            $$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app","namespace":"product"},"spec":{"template":{"spec":{{{spec}}} } } }"""
        );
        cluster.Objects.Put(
            $$$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"app-1","namespace":"product","ownerReferences":[{"kind":"Deployment","name":"app","controller":true}]},"spec":{"template":{"spec":{{{spec}}} } } }"""
        );
        cluster.Objects.Put(
            $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"app-1-x","namespace":"product","ownerReferences":[{"kind":"ReplicaSet","name":"app-1","controller":true}]},"spec":{"containers":[{"name":"main","image":"{{{Inside}}}/team/app:1.0"}],"ephemeralContainers":[{"name":"look","image":"e:1"}]} }"""
        );
        cluster.Objects.Put(
            """{"apiVersion":"batch/v1beta1","kind":"CronJob","metadata":{"name":"nightly","namespace":"product"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"c:1"}]}}}}}}"""
        );

        var run = await CheckAsync(bundle, cluster, "--registry", Inside, "-n", "product", "-o", "json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(
            [
                "CronJob/nightly main Container c:1 Unknown",
                "Deployment/app beside Sidecar s:1 Unknown",
                "Deployment/app first Init i:1 Unknown",
                $"Deployment/app main Container {Inside}/team/app:1.0 Ours",
                "app-1-x Deployment/app look Ephemeral e:1 Unknown",
                $"app-1-x Deployment/app main Container {Inside}/team/app:1.0 Ours",
            ],
            json.RootElement.GetProperty("containers")
                .EnumerateArray()
                .Select(item =>
                    string.Join(
                        ' ',
                        ((string[])["pod", "workload", "container", "role", "image", "verdict"])
                            .Where(name => item.TryGetProperty(name, out _))
                            .Select(name => item.GetProperty(name).GetString())
                    )
                )
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(
        "failed to do request: Head \"https://r/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "Certificate"
    )]
    [InlineData(
        "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: "
            + "authorization failed",
        "Credential"
    )]
    [InlineData("Get \"https://r/v2/\": dial tcp: lookup r: no such host", "Unreachable")]
    [InlineData("Get \"https://r/v2/\": http: server gave HTTP response to HTTPS client", "PlainHttp")]
    [InlineData("no match for platform in manifest: not found", "Platform")]
    [InlineData("something that nobody has seen before", "Unexplained")]
    public async Task An_image_that_was_pushed_and_does_not_arrive_is_explained_by_the_nodes_words(string message, string cause)
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await RunResult.WellAsync("push", "--bundle", bundle.Folder, "--registry", registry.Host);
        await using var cluster = await FakeCluster.StartAsync();
        Pods.Fail(cluster, "p", $"{registry.Host}/team/app:1.0", $"Failed to pull image: {message}");

        var run = await CheckAsync(bundle, cluster, "--registry", registry.Host, "-n", "product", "-o", "json");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Equal(cause, Verdicts(run, "pod", "cause")["p"]);
        Assert.Contains(JsonEncodedText.Encode(message).ToString(), run.Output);
    }

    [Fact]
    public async Task What_was_not_pushed_moved_or_is_asked_for_by_a_public_name_is_told_by_what_is_known_here()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "team/tool", "2.0", TestImages.Busybox("another"));
        await using var cluster = await FakeCluster.StartAsync();
        Pods.Fail(cluster, "not-pushed", $"{registry.Host}/team/app:1.0", "not found");
        Pods.Fail(cluster, "moved", $"{registry.Host}/team/tool:2.0", "not found");
        Pods.Fail(cluster, "public", $"{bundle.Upstream}/team/app:1.0", "dial tcp: i/o timeout");
        Pods.Fail(cluster, "foreign", "quay.io/a/b:1", "dial tcp: i/o timeout", secret: "regcred");
        Pods.Fail(cluster, "never", $"{registry.Host}/team/app:1.0", "is not present with pull policy of Never", "ErrImageNeverPull");
        Pods.Fail(cluster, "no-name", "A//b", "couldn't parse image name", "InvalidImageName");

        var run = await CheckAsync(bundle, cluster, "--registry", registry.Host, "-n", "product", "-o", "json");
        var text = await CheckAsync(bundle, cluster, "--registry", registry.Host, "-n", "product");
        var table = await CheckAsync(bundle, cluster, "--registry", registry.Host, "-n", "product", "-o", "table");

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["not-pushed"] = "NotPushed",
                ["moved"] = "TagDiffers",
                ["public"] = "PublicName",
                ["foreign"] = "NotInBundle",
                ["never"] = "NeverPull",
                ["no-name"] = "InvalidName",
            },
            Verdicts(run, "pod", "cause")
        );
        Assert.Contains($"✗ {registry.Host}/team/app:1.0: cannot be pulled: the bundle holds it, and the registry does not", text.Output);
        Assert.Contains("    product/Pod/not-pushed, container main\n    the cluster says: not found\n", text.Output);
        Assert.Contains("6 of 6 containers are not as the bundle has them.", text.Error);
        Assert.Contains("NAMESPACE", table.Output);
        Assert.Equal(7, table.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task When_everything_is_ours_the_exit_code_says_so()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var cluster = await FakeCluster.StartAsync();
        Pods.Run(cluster, "a", $"{Inside}/team/app:1.0", $"{Inside}/team/app@{Find(bundle, "app").Digest}");

        var run = await CheckAsync(bundle, cluster, "--registry", Inside, "-A");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal($"✓ {Inside}/team/app:1.0: the bundle's own (1 container)\n", run.Output);
        Assert.Contains($"every namespace of test ({cluster.Url}/)", run.Error);
        Assert.DoesNotContain(cluster.Requests, request => !request.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_one_may_not_look_at_is_named_and_the_work_is_not_called_complete()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var cluster = await FakeCluster.StartAsync();
        Pods.Run(cluster, "a", $"{Inside}/team/app:1.0", $"{Inside}/team/app@{Find(bundle, "app").Digest}");
        cluster.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/daemonsets", StringComparison.Ordinal))
            {
                return false;
            }

            await FakeCluster.RefuseAsync(context, 403, "Forbidden", "daemonsets.apps is forbidden: User \"jane\" cannot list it");
            return true;
        };

        var run = await CheckAsync(bundle, cluster, "--registry", Inside, "-n", "product");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("daemonsets in product: daemonsets.apps is forbidden: User \"jane\" cannot list it", run.Error);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_and_a_context_that_is_not_there_are_told_plainly()
    {
        using var bundle = await SampleBundle.MakeAsync();
        var file = _folder.Write(
            "config",
            "contexts: [{name: c, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'http://127.0.0.1:9'}}]\n"
        );

        var silent = await RunResult.OfAsync("check", "--cluster", "--kubeconfig", file, "--context", "c", "--bundle", bundle.Folder);
        var wrong = await RunResult.OfAsync("check", "--cluster", "--kubeconfig", file, "--context", "d", "--bundle", bundle.Folder);
        var none = await RunResult.OfAsync("check", "--context", "d", "--bundle", bundle.Folder);

        Assert.Equal(ExitCode.Failed, silent.ExitCode);
        Assert.Contains("The API server http://127.0.0.1:9/ did not answer", silent.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.Contains("The kubeconfig has no context 'd'; it knows c.", wrong.Error);
        Assert.Contains("--context goes with --cluster.", none.Error);
    }

    public void Dispose() => _folder.Dispose();

    private static LockedImage Find(SampleBundle bundle, string name) =>
        LockReader.Read(bundle.Folder).Images.Single(image => image.Reference.Contains($"/{name}:", StringComparison.Ordinal));

    private static Dictionary<string, string> Verdicts(RunResult run, string key, string value = "verdict")
    {
        using var json = JsonDocument.Parse(run.Output);
        return json
            .RootElement.GetProperty("containers")
            .EnumerateArray()
            .ToDictionary(item => item.GetProperty(key).GetString()!, item => item.GetProperty(value).GetString()!);
    }

    private async Task<RunResult> CheckAsync(SampleBundle bundle, FakeCluster cluster, params string[] options) =>
        await RunResult.OfAsync([
            "check",
            "--cluster",
            "--kubeconfig",
            _folder.Write("config", cluster.KubeConfig()),
            "--bundle",
            bundle.Folder,
            .. options,
        ]);
}
