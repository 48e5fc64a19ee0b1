using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Secrets;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Values;

/// <summary>Secrets of the site, which never stand in what travels.</summary>
public sealed class WithheldSecretsTests
{
    [Theory]
    [InlineData("global: {license: hush}", "global.license")]
    [InlineData("global: {mysql: {password: 123456}}", "global.mysql.password")]
    [InlineData("global: {bucket: {accessKey: hush, secretKey: hush}}", "global.bucket.accessKey", "global.bucket.secretKey")]
    [InlineData("extraEnv: [{name: DB_PASSWORD, value: hush}]", "extraEnv[0].value")]
    [InlineData("url: redis://:hush@r.example", "url")]
    [InlineData("tls: {key: \"-----BEGIN PRIVATE KEY-----\\nhush\"}", "tls.key")]
    public void What_looks_secret_is_left_out_and_its_path_is_kept(string yaml, params string[] paths)
    {
        var (layer, withheld) = SecretValues.Withhold(new ValuesLayer("mine.yaml", yaml));

        Assert.Equal(paths, withheld);
        Assert.DoesNotContain("hush", layer.Yaml);
        Assert.DoesNotContain("123456", layer.Yaml);
    }

    [Theory]
    [InlineData("global: {licenseSecret: {name: s, key: k}}")]
    [InlineData("global: {mysql: {passwordSecret: {name: s, passwordKey: k}}}")]
    [InlineData("global: {bucket: {secret: {secretName: s, secretKeyName: k}}}")]
    [InlineData("imagePullSecrets: [{name: site}]")]
    [InlineData("auth: {existingSecret: s}")]
    [InlineData("url: https://r.example/a@b")]
    public void A_reference_to_a_secret_of_the_cluster_stays(string yaml) =>
        Assert.Empty(SecretValues.Withhold(new ValuesLayer("mine.yaml", yaml)).Withheld);

    [Fact]
    public async Task A_bundle_that_was_made_with_settings_holds_no_secret_and_values_asks_for_them_again()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "a/b", "1", TestImages.Random(1, 500));
        folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\n");
        folder.Write("chart/values.yaml", $"image: {registry.Host}/a/b\ndatabase: {{password: \"\", host: \"\"}}\n");
        folder.Write(
            "chart/templates/p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: \"{{ .Values.image }}:1\"}]}\n---\n"
                + "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: {{ .Values.database.password | quote }}, "
                + "h: {{ .Values.database.host | quote }}}\n"
        );
        folder.Write("mine.yaml", "database: {password: hush-hush, host: db.example}\n");

        var download = await RunResult.OfAsync(folder.Path, ["download", "--chart", "chart", "-f", "mine.yaml", "-b", "bundle"]);
        var list = await RunResult.OfAsync(folder.Path, ["list", "--chart", "chart", "-f", "mine.yaml", "-o", "catalog"]);
        var values = await RunResult.OfAsync(
            folder.Path,
            ["values", "-b", "bundle", "--registry", "r.example", "--no-registry-check", "--out", "deploy"]
        );

        Assert.True(download.ExitCode == 0, download.Error);
        Assert.Contains("db.example", File.ReadAllText(folder["bundle/bundle.json"]));
        Assert.DoesNotContain("hush-hush", File.ReadAllText(folder["bundle/bundle.json"]) + download.Output + download.Error + list.Output);
        Assert.Contains("database.password", download.Error);
        Assert.Contains("database.password of sample", values.Output);
    }

    [Fact]
    public async Task A_password_where_a_map_belongs_is_not_shown_by_the_message()
    {
        using var folder = new TemporaryFolder();
        folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\n");
        folder.Write("chart/charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n");
        folder.Write("chart/charts/db/values.yaml", "password: \"\"\n");

        var run = await RunResult.OfAsync(folder.Path, ["list", "--chart", "chart", "--set", "db=hush-hush"]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("type mismatch on db: it must be a map", run.Error);
        Assert.DoesNotContain("hush-hush", run.Error);
    }
}
