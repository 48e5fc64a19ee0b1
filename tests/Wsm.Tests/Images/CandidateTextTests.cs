using Wsm.Images;

namespace Wsm.Tests.Images;

public sealed class CandidateTextTests
{
    [Theory]
    [InlineData(
        "--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.67.0",
        "quay.io/prometheus-operator/prometheus-config-reloader:v0.67.0"
    )]
    [InlineData("--sidecar-image=envoy:v1.29", "envoy:v1.29")]
    [InlineData("run bitnami/kubectl:1.28.4 now", "bitnami/kubectl:1.28.4")]
    [InlineData("image: redis:7.2\nport: 6379", "redis:7.2")]
    [InlineData("localhost:5000/a/b:c", "localhost:5000/a/b:c")]
    [InlineData("ghcr.io/owner/tool", "ghcr.io/owner/tool")]
    [InlineData(
        "a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    )]
    [InlineData("the image is \"quay.io/x/y:1\", and", "quay.io/x/y:1")]
    public void A_reference_in_text_is_found(string text, string expected)
    {
        var found = Assert.Single(CandidateText.Find(text, isImageField: false));

        Assert.Equal(expected, found.Reference.AsWritten);
        Assert.Equal(expected, text.Substring(found.Start, expected.Length));
    }

    [Theory]
    [InlineData("http://registry.example.com:8080/a/b:c")]
    [InlineData("https://quay.io/api/v1")]
    [InlineData("redis-master:6379")]
    [InlineData("/usr/local/bin/app:/data")]
    [InlineData("apps.wandb.com/v1")]
    [InlineData("monitoring.coreos.com/v1alpha1")]
    [InlineData("rbac.authorization.k8s.io/ClusterRole")]
    [InlineData("monitoring/prometheus:9090")]
    [InlineData("-Xmx2g -XX:+UseG1GC")]
    [InlineData("12:30")]
    [InlineData("key: value")]
    [InlineData("system:serviceaccount:ns:name")]
    public void What_only_looks_a_little_like_one_is_passed_over(string text)
    {
        Assert.Empty(CandidateText.Find(text, isImageField: false));
    }

    [Fact]
    public void In_a_field_that_says_image_a_bare_name_with_tag_counts()
    {
        Assert.Equal("redis:7", Assert.Single(CandidateText.Find("redis:7", isImageField: true)).Reference.AsWritten);
    }

    [Fact]
    public void Several_references_of_a_script_are_all_found()
    {
        var found = CandidateText.Find("docker pull quay.io/a/b:1 && docker pull quay.io/c/d:2", isImageField: false);

        Assert.Equal(["quay.io/a/b:1", "quay.io/c/d:2"], found.Select(candidate => candidate.Reference.AsWritten));
    }
}
