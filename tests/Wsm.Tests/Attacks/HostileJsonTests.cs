using System.Net;
using System.Text;
using System.Text.Json;
using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Repair;
using Wsm.Bundles.Trust;
using Wsm.Kubernetes.Objects;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Failures;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Channels;
using Wsm.Product.Failures;
using Wsm.Product.Listing;
using Wsm.Product.Sources;
using Wsm.Site.Clusters.Carrying;
using Wsm.Site.Delivery.Repositories;
using Wsm.Site.Relocations;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>JSON that is well formed and has something else in a place than whoever wrote the format meant: refused, and no bug.</summary>
public sealed class HostileJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"kind":"Pod","kind":"Pod"}""")]
    [InlineData("""{"metadata":{"name":"a","name":"b"}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void An_object_of_a_cluster_with_a_key_twice_or_none_at_all_is_malformed(string json) =>
        Assert.Throws<JsonException>(() => KubeJson.ParseObject(json));

    /// <summary>The framework looks at keys and texts only when somebody asks for one, and calls it a bug then.</summary>
    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"metadata":{"\udfff":1}}""")]
    [InlineData("""{"items":[{"\uD800":1}]}""")]
    [InlineData("{\"\u00ff\":1}")]
    [InlineData("{\"metadata\":{\"labels\":{\"\u00c3\u0028\":\"b\"}}}")]
    [InlineData("{\"metadata\":{\"name\":\"\u00ff\"}}")]
    public void An_object_of_a_cluster_with_a_key_that_is_no_text_is_malformed(string json) =>
        Assert.Throws<JsonException>(() => KubeJson.ParseObject(Encoding.Latin1.GetBytes(json)));

    [Theory]
    [InlineData("""{"\ud800":1,"message":"no"}""")]
    [InlineData("""{"message":"\ud800","errors":[{"message":"\ud800"}]}""")]
    [InlineData("{\"\u00ff\":1,\"message\":\"no\"}")]
    [InlineData("{\"message\":\"\u00ff\",\"\u00ff\":1,\"schemaVersion\":2}")]
    [InlineData("{\"manifests\":[{\"\u00ff\":1,\"\\ud800\":2}],\"places\":[],\"\\ud800\":1}")]
    public async Task Wherever_else_a_key_or_a_text_is_none_it_is_refused_or_passed_over(string json)
    {
        var bytes = Encoding.Latin1.GetBytes(json);
        var file = _folder.Write("file.json", bytes);
        using var answer = new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new ByteArrayContent(bytes) };
        foreach (
            var read in (Func<object?>[])
                [
                    () => ErrorBody.Parse(bytes, "application/json"),
                    () => RawManifest.Create(bytes, MediaTypes.OciIndex).AsIndex(),
                    () => RawManifest.Create(bytes, MediaTypes.OciManifest).AsImage(),
                    () => ChannelAnswer.Read(bytes, "channel"),
                    () => InventoryReader.Read(file),
                    () => LockFile.Parse(bytes, "bundle.json"),
                    () => RepairRequest.Read(file),
                    () => Want.ReadFile(file),
                    () => RelocationFile.Parse(Encoding.UTF8.GetString(bytes)),
                    () => KeyListFile.Parse(bytes),
                    () => KeyListDocument.Parse(bytes),
                    () => StatementFile.TryParse(bytes),
                ]
        )
        {
            Assert.True(
                Record.Exception(() => read()) is null or UserError or ManifestException or FormatException or JsonException,
                $"{json}: {Record.Exception(() => read())}"
            );
        }

        Assert.NotNull(await AnswerWords.OfAsync(answer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        var found = new KubeObject(KubeJson.ParseObject("""{"metadata":{"name":"\ud800","labels":{"a":"\ud800","b":"c"}}}"""));

        Assert.Equal(("", 1), (found.Name, found.Labels.Count));
    }

    [Theory]
    [InlineData("""{"serverVersion":null}""")]
    [InlineData("""{"serverVersion":{"gitVersion":7}}""")]
    [InlineData("""{"serverVersion":{"gitVersion":"\ud800"}}""")]
    [InlineData("""{"apiVersions":[7],"serverVersion":{"gitVersion":"v1.33.0"}}""")]
    public void Facts_of_a_cluster(string json) => Assert.Throws<UserError>(() => ClusterFactsReader.Read(json, "facts"));

    [Theory]
    [InlineData("""{"registry-mirrors":[7]}""")]
    [InlineData("""{"registry-mirrors":["\ud800"]}""")]
    public void Mirrors_of_a_machine(string json) => Assert.Throws<UserError>(() => RegistriesConf.ReadDocker(json, "daemon.json"));

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"places":7}""")]
    [InlineData("""{"places":[null]}""")]
    [InlineData("""{"apiVersion":"wsm/v1","kind":"Inventory","name":"a","lock":"sha256:a","places":[null]}""")]
    [InlineData("""{"apiVersion":"wsm/v1","kind":"Inventory","name":"a","lock":"sha256:a","places":[{"repository":"r","blobs":[null]}]}""")]
    [InlineData("""{"apiVersion":"wsm/v1","kind":"Inventory","name":"a","lock":"sha256:a","places":[{"repository":"r","blobs":null}]}""")]
    public void An_inventory(string json) => Assert.Throws<UserError>(() => InventoryReader.Read(_folder.Write("have.json", json)));

    [Theory]
    [InlineData("""{"kind":"PodList","items":[{"spec":{"containers":[{"image":"\ud800"}]}}]}""")]
    [InlineData("""{"kind":"PodList","items":[null,{"spec":null},{"spec":{"containers":[null]}}]}""")]
    public void Pods(string json) => Assert.True(Record.Exception(() => ClusterPods.Read(json, "pods.json")) is null or UserError);

    [Theory]
    [InlineData("""{"currentContext":7}""")]
    [InlineData("""{"currentContext":"\ud800"}""")]
    [InlineData("""{"auths":{"\ud800":{"auth":"YTpi"}},"credHelpers":{"\udfff":"x"}}""")]
    [InlineData("{\"auths\":{\"\u00ff\":{\"auth\":\"YTpi\"}},\"\u00ff\":1}")]
    [InlineData("""{"auths":{"a.example":{"auth":"\ud800"}},"credsStore":"\ud800"}""")]
    [InlineData("""{"auths":{"a.example":{"auth":7}}}""")]
    [InlineData("""{"auths":{"a.example":null}}""")]
    [InlineData("""{"auths":[],"credHelpers":7,"credsStore":7}""")]
    public async Task Docker_s_configuration(string json)
    {
        _folder.Write("config.json", Encoding.Latin1.GetBytes(json));
        await WholeBundle.WriteAsync(_folder["bundle"]);

        foreach (var command in (string[])["load", "logout a.example"])
        {
            var run = await RunResult.OfAsync(
                _folder.Path,
                command.Split(' '),
                new Dictionary<string, string> { ["DOCKER_CONFIG"] = _folder.Path, ["HOME"] = _folder.Path },
                TestContext.Current.CancellationToken
            );
            Assert.DoesNotContain("bug in wsm", run.Error);
        }
    }
}
