using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Candidates;

namespace Wsm.Tests.Images;

public sealed class ReferenceTextTests
{
    private const string Sha = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("quay.io/prometheus-operator/prometheus-config-reloader:v0.67.0", Confidence.High)]
    [InlineData("run bitnami/kubectl:1.28.4 now", Confidence.Low)]
    [InlineData("localhost:5000/a/b:1.2", Confidence.Low)]
    [InlineData("registry.example.com/a/b:1.2", Confidence.Low)]
    [InlineData("a/b@" + Sha, Confidence.Low)]
    [InlineData("docker://quay.io/containerdisks/fedora:41", Confidence.High)]
    [InlineData("oci://ghcr.io/a/models/b:2025.1", Confidence.High)]
    [InlineData("the image is \"quay.io/x/y:1\", and", Confidence.High)]
    public void A_reference_in_text_is_found(string text, Confidence confidence)
    {
        var found = Assert.Single(Find(text, TextSense.Plain));

        Assert.Equal(found.Reference.AsWritten, text.Substring(found.Start, found.Reference.AsWritten.Length));
        Assert.Equal(confidence, found.Confidence);
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
    [InlineData("method.call/banner:dismiss")]
    [InlineData("app.example.io/part:web")]
    [InlineData("api.call/user:login")]
    [InlineData("registry.example.com/a:2.0190612073634e+13")]
    [InlineData("docker.io/rancher/k3s:v1.31.2+k3s1")]
    [InlineData("ghcr.io/owner/tool")]
    [InlineData("ghcr.io/owner/*")]
    [InlineData("docker.io/$(REPOSITORY):1.0")]
    [InlineData("github.com/owner/lib:v1.2.3")]
    [InlineData("s3://bucket/team/file:v1.2")]
    [InlineData("git@git.example.com:team/app.git")]
    [InlineData("os/arch=linux:amd64")]
    public void What_only_looks_a_little_like_one_is_passed_over(string text) => Assert.Empty(Find(text, TextSense.Plain));

    [Theory]
    [InlineData("redis:7")]
    [InlineData("nginx")]
    [InlineData("team/app")]
    [InlineData("registry.example.com/team/app")]
    [InlineData("docker:27-dind")]
    public void In_a_field_that_says_image_a_bare_name_counts(string text) =>
        Assert.Equal(
            (text, Confidence.High),
            Assert.Single(Find(text, TextSense.Image).Select(found => (found.Reference.AsWritten, found.Confidence)))
        );

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    [InlineData("true")]
    [InlineData("logo.png")]
    [InlineData("redis:6379")]
    [InlineData("https://example.com/picture")]
    [InlineData("{{ .ProxyImage }}")]
    [InlineData("$(params.image)")]
    public void A_choice_a_file_or_an_expression_is_no_image_even_there(string text) => Assert.Empty(Find(text, TextSense.Image));

    [Fact]
    public void Several_references_of_a_script_are_all_found()
    {
        var found = Find("docker pull quay.io/a/b:1 && docker pull quay.io/c/d:2", TextSense.Plain);

        Assert.Equal(["quay.io/a/b:1", "quay.io/c/d:2"], found.Select(candidate => candidate.Reference.AsWritten));
    }

    private static List<TextReference> Find(string text, TextSense sense) => [.. new ReferenceText(home: null).Find(text, sense)];
}
