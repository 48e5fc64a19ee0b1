using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Tests.Values;

/// <summary>Settings that a colleague would stop at: of the wrong kind, out of range, or given by halves.</summary>
public sealed class SettingsCheckTests : IDisposable
{
    private const string Whole = """
        global:
          host: https://w.example
          license: sample
          bucket: {provider: s3, name: files, region: eu-1}
          mysql: {host: db.example, database: prod, user: wandb, password: sample}

        """;

    private static readonly Emit Resource = new() { Kind = EmitKind.WeightsAndBiases, File = "wandb.yaml" };

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("global: {host: w.example}", "global.host of mine.yaml does not begin with https://")]
    [InlineData("global: {host: 'https://w.example/'}", "global.host of mine.yaml ends with a slash")]
    [InlineData("global: {bucket: {provider: minio}}", "global.bucket.provider of mine.yaml is none that W&B knows")]
    [InlineData("global: {bucket: {name: 's3://files'}}", "global.bucket.name of mine.yaml has a scheme")]
    [InlineData(
        "global: {bucket: {provider: az, secretKey: hush}}",
        "global.bucket.secretKey of mine.yaml is not what Azure's account key"
    )]
    [InlineData("global: {mysql: {port: abc}}", "global.mysql.port of mine.yaml is a text that is no number")]
    [InlineData("global: {mysql: {port: 0}}", "global.mysql.port of mine.yaml is no port")]
    [InlineData("global: {mysql: {password: 0123}}", "global.mysql.password of mine.yaml is a number to YAML")]
    [InlineData("global: {mysql: {password: 12345678901234567890}}", "global.mysql.password of mine.yaml is a number to YAML")]
    [InlineData("app: {podSecurityContext: {runAsGroup: -5}}", "app.podSecurityContext.runAsGroup of mine.yaml is no ID")]
    [InlineData("app: {podSecurityContext: {runAsUser: 99999999999}}", "app.podSecurityContext.runAsUser of mine.yaml is no ID")]
    [InlineData("global: {extraEnv: [{name: A, value: b}]}", "global.extraEnv of mine.yaml is a list, where the chart has a map")]
    [InlineData("global: {customCACerts: [plain]}", "global.customCACerts of mine.yaml has an entry that is no certificate")]
    [InlineData(
        "global: {customCACerts: [\"-----BEGIN CERTIFICATE-----\\nA\\n-----BEGIN CERTIFICATE-----\\nB\\n\"]}",
        "global.customCACerts[0] of mine.yaml holds several certificates"
    )]
    public async Task What_is_of_the_wrong_kind_is_named_with_its_file(string yaml, string warning)
    {
        var report = await PlatformChart.RunAsync("platform-0.43", yaml, _folder.Path, Resource);

        Assert.Contains(report.Warnings, line => line.StartsWith(warning, StringComparison.Ordinal));
        Assert.DoesNotContain(report.Warnings, line => line.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_are_well_are_left_alone()
    {
        var report = await PlatformChart.RunAsync(
            "platform-0.43",
            Whole + "app: {podSecurityContext: {runAsUser: 1001, fsGroup: 0}}\ningress: {class: nginx}\n",
            _folder.Path,
            Resource
        );

        Assert.Empty(report.Warnings);
        Assert.Empty(report.Missing);
    }

    [Theory]
    [InlineData("  bucket: {region: eu-1}\n", "spec.values.global.bucket.name")]
    [InlineData("  bucket: {name: files}\n", "spec.values.global.bucket.provider")]
    [InlineData("  mysql: {host: db.example}\n", "spec.values.global.mysql.password")]
    [InlineData("  mysql: {host: db.example, passwordSecret: {name: held}}\n", null)]
    [InlineData("  auth: {oidc: {clientId: x}}\n", "spec.values.global.auth.oidc.issuer")]
    [InlineData("  email: {smtp: {user: x}}\n", "spec.values.global.email.smtp.host")]
    public async Task A_block_that_was_only_begun_is_still_to_be_done(string block, string? missing)
    {
        var key = block.Trim().Split(':')[0];
        var others = string.Concat(
            Whole.Split('\n').Where(line => !line.StartsWith($"  {key}:", StringComparison.Ordinal)).Select(line => line + "\n")
        );

        var report = await PlatformChart.RunAsync("platform-0.43", others.TrimEnd() + "\n" + block, _folder.Path, Resource);

        Assert.Equal(missing is not null, report.Missing.Any(line => line.StartsWith(missing ?? "spec", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_chart_that_does_not_render_names_what_it_may_be_and_shows_no_secret()
    {
        var error = await Assert.ThrowsAsync<UserError>(() =>
            PlatformChart.RunAsync(
                "platform-0.43",
                Whole.Replace("license: sample", "license: [hush-hush]", StringComparison.Ordinal) + "app: 3\n",
                _folder.Path
            )
        );

        Assert.Contains("app of mine.yaml is a number, where the chart has a map", error.Hint);
        Assert.DoesNotContain("hush", error.Message + error.Hint);
    }

    public void Dispose() => _folder.Dispose();
}
