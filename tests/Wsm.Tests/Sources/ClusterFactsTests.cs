using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Tests.Sources;

/// <summary>The cluster that charts are rendered for, as kubectl told of it.</summary>
public sealed class ClusterFactsTests : IDisposable
{
    private const string Version =
        """{"clientVersion":{"gitVersion":"v1.35.2"},"serverVersion":{"major":"1","minor":"29","gitVersion":"v1.29.4-eks-1"}}""";

    private readonly SourceFolder _folder = new();

    public ClusterFactsTests()
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: demo\nversion: 1.0.0\nkubeVersion: '<1.32.0-0'\n");
        _folder.Write(
            "chart/templates/pod.yaml",
            "{{- if not (.Capabilities.APIVersions.Has \"db.example.com/v1/Cluster\") }}{{ fail \"install the operator "
                + "first\" }}{{ end }}\n"
                + "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "
                + "\"quay.io/acme/kubectl:{{ .Capabilities.KubeVersion.Version }}\"}]}\n"
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_file_from_inside_makes_a_chart_listable_that_needs_a_version_and_an_api()
    {
        _folder.Write(
            "facts.txt",
            Version + "\nNAME SHORTNAMES APIVERSION NAMESPACED KIND\nclusters cl db.example.com/v1 true Cluster\npods po v1 true Pod\n"
        );

        var without = await _folder.ListAsync("--chart", "chart");
        var with = await _folder.ListAsync("--chart", "chart", "--cluster-facts", "facts.txt", "--why");

        Assert.Equal(1, without.ExitCode);
        Assert.Equal((0, ""), (with.ExitCode, with.Error));
        Assert.Contains("Rendered for Kubernetes v1.29.4-eks-1, with 4 further API versions.\n", with.Output);
        Assert.Contains("  quay.io/acme/kubectl:v1.29.4-eks-1\n", with.Output);
    }

    [Fact]
    public async Task The_options_of_helm_go_before_the_file()
    {
        _folder.Write("facts.txt", Version);

        var run = await _folder.ListAsync(
            "--chart",
            "chart",
            "--cluster-facts",
            "facts.txt",
            "--kube-version",
            "1.30.1",
            "-a",
            "db.example.com/v1/Cluster"
        );

        Assert.Contains("  quay.io/acme/kubectl:v1.30.1\n", run.Output);
    }

    [Fact]
    public void What_kubectl_prints_of_apis_is_read() =>
        Assert.Equal(
            ["apps/v1", "gateway.networking.k8s.io/v1beta1", "v1"],
            ClusterFactsReader.Read("apps/v1\r\ngateway.networking.k8s.io/v1beta1\r\nv1\r\n", "f").ApiVersions
        );

    [Theory]
    [InlineData("", "says nothing")]
    [InlineData("""{"clientVersion":{"gitVersion":"v1.35.2"}}""", "the cluster did not answer")]
    [InlineData("error: connection refused\n", "which says nothing about a cluster")]
    [InlineData("{", "which says nothing about a cluster")]
    public void What_tells_nothing_of_a_cluster_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserError>(() => ClusterFactsReader.Read(text, "facts.txt")).Message);
}
