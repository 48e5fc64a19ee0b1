using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Values;

/// <summary>
/// Images that are literals in a template are fetched from inside all the same, by the real runtimes with the files that were written.
/// </summary>
public sealed class MirrorConfigTests : IAsyncLifetime
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: a, image: "public.example/team/tool:1.0"}
          - {name: b, image: "busybox:1.36"}
          - {name: c, image: "public.example/v2.x/other:2"}
        """;

    private static readonly (string Source, string Path)[] Images =
    [
        ("public.example/team/tool:1.0", "team/tool:1.0"),
        ("docker.io/library/busybox:1.36", "library/busybox:1.36"),
        ("public.example/v2.x/other:2", "v2.x/other:2"),
    ];

    private RegistryProcess _registry = null!;
    private ValuesFolder _folder = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        _folder = new ValuesFolder { Inside = $"{_registry.Host}/site" };
        _folder.WriteChart(Pod, "");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData("strip")]
    [InlineData("keep")]
    [InlineData("flat")]
    public async Task Skopeo_reads_public_names_from_inside_with_registries_conf(string style)
    {
        await PrepareAsync("crio", style);

        foreach (var (source, _) in Images)
        {
            var shown = await Tool.RunAsync(
                "skopeo",
                [
                    "--registries-conf",
                    _folder["out/mirrors/registries.conf"],
                    "inspect",
                    "--no-tags",
                    "--format",
                    "{{.Architecture}}",
                    $"docker://{source}",
                ]
            );
            Assert.Contains("amd64", shown.Output);
        }
    }

    [Theory]
    [InlineData("strip")]
    [InlineData("keep")]
    public async Task Containerd_pulls_public_names_from_inside_with_hosts_toml(string style)
    {
        await PrepareAsync("containerd", style);
        await using var containerd = await ContainerdProcess.StartAsync();

        foreach (var (source, _) in Images)
        {
            await containerd.RunAsync("images", "pull", "--hosts-dir", _folder["out/mirrors/certs.d"], source);
        }

        var held = await containerd.RunAsync("images", "ls", "-q");
        Assert.Equal(Images.Select(image => image.Source).Order(), held.TrimEnd().Split('\n').Order());
    }

    [Fact]
    public async Task Containerd_cannot_say_that_a_name_changed_and_that_is_said()
    {
        var run = await RunAsync("containerd", "flat");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("containerd's mirror configuration cannot say that docker.io/library/busybox is ", run.Error);
        Assert.Contains("--path-style strip or keep", run.Error);
    }

    /// <summary>
    /// https://docs.k3s.io/installation/private-registry: the first rewrite whose expression matches the repository is applied.
    /// </summary>
    [Theory]
    [InlineData("strip")]
    [InlineData("keep")]
    [InlineData("flat")]
    public async Task K3s_finds_endpoint_and_repository_of_each_public_name(string style)
    {
        await PrepareAsync("k3s", style);

        var mirrors = Map(YamlReader.ReadMap(_folder.Read("mirrors/registries.yaml"))["mirrors"]);
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept", TestImages.Busybox().MediaType } } };
        foreach (var (source, _) in Images)
        {
            var (registry, repository, tag) = Split(source);
            var mirror = Map(mirrors[registry]);
            var rewrites = Map(mirror["rewrite"]).Entries.Where(entry => Regex.IsMatch(repository, entry.Key)).ToList();
            var (pattern, replacement) = Assert.Single(rewrites);
            var address = $"{Text(List(mirror["endpoint"])[0])}/v2/{Regex.Replace(repository, pattern, Text(replacement))}/manifests/{tag}";
            using var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, address);
        }
    }

    /// <summary>https://docs.openshift.com, config.openshift.io/v1: a source once a set, without tag; its mirrors without scheme.</summary>
    [Fact]
    public async Task OpenShift_gets_one_set_for_tags_and_one_for_digests()
    {
        await PrepareAsync("openshift", "strip");

        var documents = _folder.Read("mirrors/mirror-sets.yaml").Split("---\n");
        Assert.Equal(2, documents.Length);
        foreach (
            var (text, kind, field) in new[]
            {
                (documents[0], "ImageDigestMirrorSet", "imageDigestMirrors"),
                (documents[1], "ImageTagMirrorSet", "imageTagMirrors"),
            }
        )
        {
            var set = YamlReader.ReadMap(text);
            Assert.Equal(("config.openshift.io/v1", kind), (Text(set["apiVersion"]), Text(set["kind"])));
            var mirrors = List(Map(set["spec"])[field]).Items.Select(Map).ToList();
            Assert.Equal(
                ["docker.io/library/busybox", "public.example/team/tool", "public.example/v2.x/other"],
                mirrors.Select(mirror => Text(mirror["source"]))
            );
            Assert.Equal(
                [$"{_folder.Inside}/library/busybox", $"{_folder.Inside}/team/tool", $"{_folder.Inside}/v2.x/other"],
                mirrors.Select(mirror => Text(Assert.Single(List(mirror["mirrors"]).Items)))
            );
            Assert.All(mirrors, mirror => Assert.Equal("NeverContactSource", Text(mirror["mirrorSourcePolicy"])));
        }
    }

    /// <summary>https://docs.openshift.com: keys of additionalTrustedCA are hosts, with .. before a port.</summary>
    [Fact]
    public async Task OpenShift_gets_the_authority_as_its_image_configuration_takes_it()
    {
        using var authority = new TestAuthority();

        var run = await RunAsync("openshift", "strip", "--ca-file", _folder.Write("ca.crt", authority.CertificatePem));

        var map = YamlReader.ReadMap(_folder.Read("mirrors/registry-ca.yaml"));
        Assert.Equal("openshift-config", Text(Map(map["metadata"])["namespace"]));
        var (host, pem) = Assert.Single(Map(map["data"]).Entries);
        Assert.Equal(_registry.Host.Replace(":", ".."), host);
        Assert.Equal(authority.CertificatePem.Trim(), Text(pem).Trim());
        Assert.Contains("""'{"spec":{"additionalTrustedCA":{"name":"wsm-registry-ca"}}}'""", run.Output);
    }

    [Fact]
    public async Task Tags_of_one_repository_that_went_to_different_places_share_one_entry()
    {
        _folder.WriteChart(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: \"public.example/a/b:1\"}, "
                + "{name: b, image: \"public.example/a/b:2\"}]}\n",
            ""
        );
        string[] map = ["--map", $"public.example/a/b:2={_registry.Host}/second/b"];

        var crio = await RunAsync("crio", "strip", map);
        var k3s = await RunAsync("k3s", "strip", map);
        await RunAsync("openshift", "strip", map);

        Assert.Equal(ExitCode.Done, crio.ExitCode);
        var conf = _folder.Read("mirrors/registries.conf");
        Assert.Single(Regex.Matches(conf, @"\[\[registry\]\]"));
        Assert.Equal(2, Regex.Count(conf, @"\[\[registry\.mirror\]\]"));
        Assert.Equal(2, Regex.Count(_folder.Read("mirrors/mirror-sets.yaml"), "source:"));
        Assert.Contains($"insecureRegistries: [\"{_registry.Host}\"]", _folder.Read("mirrors/mirror-sets.yaml"));
        Assert.Equal(2, Regex.Count(conf, "insecure = true"));
        Assert.Equal(ExitCode.Failed, k3s.ExitCode);
        Assert.Contains("--mirror-config crio", k3s.Error);
    }

    private Task<RunResult> RunAsync(string kind, string style, params string[] more) =>
        _folder.RunAsync(["--mirror-config", kind, "--plain-http", "--path-style", style, .. more]);

    /// <summary>Writes the configuration, and puts the images to where the relocation says that they are.</summary>
    private async Task PrepareAsync(string kind, string style)
    {
        var run = await RunAsync(kind, style);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        foreach (var (source, path) in Images)
        {
            var place = style switch
            {
                "keep" => source,
                "flat" => path[(path.LastIndexOf('/') + 1)..],
                _ => path,
            };
            var (_, repository, tag) = Split("x/" + place);
            await TestImagesPush.PushAsync(_registry.Host, "site/" + repository, tag, TestImages.Busybox(path));
        }
    }

    private static (string Registry, string Repository, string Tag) Split(string reference)
    {
        var parts = Regex.Match(reference, "^([^/]+)/(.+):([^:]+)$").Groups;
        return (parts[1].Value, parts[2].Value, parts[3].Value);
    }

    private static MapValue Map(Value value) => Assert.IsType<MapValue>(value.Data);

    private static ListValue List(Value value) => Assert.IsType<ListValue>(value.Data);

    private static string Text(Value value) => Assert.IsType<string>(value.Data);
}
