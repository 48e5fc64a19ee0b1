using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Site.Values;
using Wsm.Site.WeightsAndBiases.Resources;

namespace Wsm.Tests.Values;

public sealed class CertificateBundleTests : IDisposable
{
    private readonly TestAuthority _one = new();
    private readonly TestAuthority _two = new();

    [Fact]
    public void Each_certificate_becomes_an_entry_of_its_own_without_what_stood_between()
    {
        var pem = $"# the old one\r\n{_one.CertificatePem.ReplaceLineEndings("\r\n")}\n subject=CN = two\n{_two.CertificatePem}";

        Assert.Equal([_one.CertificatePem, _two.CertificatePem], CertificateBundle.Split(pem, "ca.pem"));
    }

    [Fact]
    public void A_private_key_is_refused_before_it_gets_into_a_file()
    {
        var error = Assert.Throws<UserError>(() =>
            CertificateBundle.Split(_one.CertificatePem + "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n", "ca.pem")
        );

        Assert.Contains("ca.pem holds a private key", error.Message);
    }

    [Theory]
    [InlineData("", "holds no PEM certificate")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMC4=\n-----END PUBLIC KEY-----\n", "holds no PEM certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMC4=\n-----END CERTIFICATE-----\n", "Certificate 1 of ca.pem is damaged")]
    public void Something_else_is_named(string pem, string said)
    {
        var error = Assert.Throws<UserError>(() => CertificateBundle.Split(pem, "ca.pem"));

        Assert.Contains(said, error.Message);
        Assert.Equal(FailureKind.Usage, error.Kind);
    }

    [Fact]
    public async Task Both_files_carry_them_as_lists_and_only_the_owner_reads_the_resource()
    {
        using var bundle = await ProductBundle.MakeAsync();
        var file = bundle.Write("ca.pem", _one.CertificatePem + _two.CertificatePem);

        var run = await bundle.RunAsync(
            "values",
            "--registry",
            "r.example:5000",
            "--no-registry-check",
            "--charts",
            "https://c.example",
            "--trust-ca",
            file,
            "--pull-secret",
            "a",
            "--pull-secret",
            "b",
            "--out",
            bundle["out"]
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var forOperator = YamlReader.ReadMap(bundle.Read("out/operator-values.yaml"));
        var forPlatform = CustomResource.ReadValues(bundle.Read("out/wandb.yaml"));
        foreach (var list in new[] { forOperator["customCACerts"], ((MapValue)forPlatform["global"].Data!)["customCACerts"] })
        {
            Assert.Equal([_one.CertificatePem, _two.CertificatePem], ((ListValue)list.Data!).Items.Select(entry => (string)entry.Data!));
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bundle["out/wandb.yaml"]));
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }
}
