using Wsm.Values;
using Wsm.Values.Migration;

namespace Wsm.Tests.Values;

public sealed class OldInstallationTests
{
    [Fact]
    public void The_heading_that_helm_prints_is_no_value()
    {
        var layer = OldInstallation.Read("USER-SUPPLIED VALUES:\nglobal:\n  host: https://w.example\n", "old.yaml");

        Assert.Equal("global:\n  host: https://w.example\n", layer.Yaml);
    }

    [Fact]
    public void A_deployments_environment_becomes_settings()
    {
        var layer = OldInstallation.Read(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: wandb}
            spec:
              template:
                spec:
                  containers:
                  - name: wandb
                    env:
                    - {name: HOST, value: "https://w.example"}
                    - {name: LICENSE, valueFrom: {secretKeyRef: {name: licence, key: text}}}
                    - {name: MYSQL, value: "mysql://wandb:p%40ss@db.example:3307/prod"}
                    - {name: BUCKET, value: "s3://key:word@s3.example:9000/files"}
                    - {name: AWS_REGION, value: eu-1}
                    - {name: ENABLE_REGISTRY_UI, value: "true"}
            """,
            "old.yaml"
        );

        Assert.Equal(
            """
            global:
              bucket:
                accessKey: key
                name: s3.example:9000
                path: files
                provider: s3
                region: eu-1
                secretKey: word
              extraEnv:
                ENABLE_REGISTRY_UI: "true"
              host: https://w.example
              licenseSecret:
                key: text
                name: licence
              mysql:
                database: prod
                host: db.example
                password: p@ss
                port: 3307
                user: wandb

            """.ReplaceLineEndings("\n"),
            layer.Yaml
        );
    }

    [Fact]
    public void What_was_set_in_the_System_Console_is_read_from_the_operators_Secret()
    {
        var values = Convert.ToBase64String("""{"global":{"host":"https://w.example"}}"""u8);

        var layer = OldInstallation.Read(
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: wandb-spec-user}}\ndata: {{chart: bnVsbA==, values: {values}}}\n",
            "console.yaml"
        );
        var empty = Assert.Throws<UserError>(() =>
            OldInstallation.Read("apiVersion: v1\nkind: Secret\ndata: {other: eA==}\n", "console.yaml")
        );
        var damaged = Assert.Throws<UserError>(() =>
            OldInstallation.Read("apiVersion: v1\nkind: Secret\ndata: {values: '***'}\n", "console.yaml")
        );

        Assert.Equal("global:\n  host: https://w.example\n", layer.Yaml);
        Assert.Contains("without the key 'values'", empty.Message);
        Assert.Contains("not base64", damaged.Message);
    }

    [Fact]
    public void Something_else_is_refused_with_what_is_wanted()
    {
        var error = Assert.Throws<UserError>(() => OldInstallation.Read("apiVersion: v1\nkind: Service\n", "old.yaml"));

        Assert.Contains("old.yaml is a Service", error.Message);
        Assert.Contains("kubectl get deployment", error.Hint);
    }

    [Theory]
    [InlineData("repository", "repositry", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_letters(string left, string right, int distance) =>
        Assert.Equal(distance, EditDistance.Between(left, right));
}
