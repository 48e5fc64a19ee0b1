using Wsm.Peers;

namespace Wsm.Tests.Values;

/// <summary>Pull secrets and certificates of a site, beside what a person gave. Helm renders what was written.</summary>
public sealed class SiteListTests : IDisposable
{
    private const string Pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: \"{{ .Values.image.repository }}:1\"}]\n";

    private readonly ValuesFolder _folder = new();

    [Theory]
    [InlineData("imagePullSecrets: []\n", "  imagePullSecrets: {{ toJson .Values.imagePullSecrets }}\n")]
    [InlineData("global: {imagePullSecrets: []}\n", "  imagePullSecrets: {{ toJson .Values.global.imagePullSecrets }}\n")]
    [InlineData(
        "global: {imagePullSecrets: []}\n",
        "  imagePullSecrets:\n  {{- range .Values.global.imagePullSecrets }}\n  - name: {{ . }}\n  {{- end }}\n"
    )]
    [InlineData("pullSecrets: []\n", "  imagePullSecrets:\n  {{- range .Values.pullSecrets }}\n  - name: {{ . }}\n  {{- end }}\n")]
    [InlineData("pull: {pullSecret: none}\n", "  imagePullSecrets: [{name: {{ .Values.pull.pullSecret }}}]\n")]
    [InlineData(
        "serviceAccount: {imagePullSecrets: []}\n",
        "  serviceAccountName: sa\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\nimagePullSecrets: {{ "
            + "toJson .Values.serviceAccount.imagePullSecrets }}\n"
    )]
    public async Task Every_usual_value_brings_the_pull_secret_to_the_pods(string values, string template)
    {
        _folder.WriteChart(Pod + template, "image: {repository: quay.io/a/b}\n" + values);

        var run = await _folder.RunAsync("--pull-secret", "site");

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.DoesNotContain("pull secret", run.Error);
        Assert.Matches("name\"?: *\"?site", await _folder.RenderAsync("sample"));
    }

    [Fact]
    public async Task A_list_that_somebody_gave_gets_longer_and_the_explanation_names_who_adds_to_it()
    {
        _folder.WriteChart(
            Pod + "  imagePullSecrets: {{ toJson .Values.imagePullSecrets }}\n  hostname: {{ len .Values.customCACerts | quote }}\n",
            "image: {repository: quay.io/a/b}\nimagePullSecrets: []\ncustomCACerts: []\n"
        );
        var mine = _folder.Write("mine.yaml", "imagePullSecrets: [{name: mine}]\ncustomCACerts: [mine]\n");
        using var key = System.Security.Cryptography.RSA.Create(2048);
        using var authority = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=site",
            key,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var trust = _folder.Write("ca.crt", authority.ExportCertificatePem());
        string[] arguments = ["-f", mine, "--pull-secret", "site", "--trust-ca", trust];

        var run = await _folder.RunAsync(arguments);
        var why = await _folder.RunAsync([.. arguments, "--explain", "imagePullSecrets"]);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var rendered = await _folder.RenderAsync("sample");
        Assert.Contains("""[{"name":"mine"},{"name":"site"}]""", rendered);
        Assert.Contains("hostname: \"2\"", rendered);
        Assert.Matches("→ pull secrets +.*mine.*site", why.Output);
    }

    [Fact]
    public async Task Certificates_that_a_chart_has_no_value_for_are_named()
    {
        _folder.WriteChart(Pod, "image: {repository: quay.io/a/b}\n");
        using var key = System.Security.Cryptography.RSA.Create(2048);
        using var authority = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=site",
            key,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        var run = await _folder.RunAsync("--trust-ca", _folder.Write("ca.crt", authority.ExportCertificatePem()));

        Assert.Contains("sample has no value that takes certificates", run.Error);
        Assert.DoesNotContain("CERTIFICATE", _folder.Read("values-sample.yaml"));
    }

    public void Dispose() => _folder.Dispose();
}
