using Wsm.Helm.Values;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Wording;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases.Migration;

namespace Wsm.Tests.Values;

public sealed class OldInstallationTests
{
    [Fact]
    public void The_heading_that_helm_prints_is_no_value()
    {
        var read = OldInstallation.Read("USER-SUPPLIED VALUES:\nglobal:\n  host: https://w.example\n", "old.yaml");

        Assert.Equal("global:\n  host: https://w.example\n", read.Layer.Yaml);
    }

    [Fact]
    public void A_deployments_environment_becomes_settings()
    {
        var read = OldInstallation.Read(
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
                password: p%40ss
                port: 3307
                user: wandb

            """.ReplaceLineEndings("\n"),
            read.Layer.Yaml
        );
    }

    [Fact]
    public void What_was_set_in_the_System_Console_is_read_from_the_operators_Secret()
    {
        var values = Convert.ToBase64String("""{"global":{"host":"https://w.example"}}"""u8);

        var read = OldInstallation.Read(
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: wandb-spec-user}}\ndata: {{chart: bnVsbA==, values: {values}}}\n",
            "console.yaml"
        );
        var empty = Assert.Throws<UserError>(() =>
            OldInstallation.Read("apiVersion: v1\nkind: Secret\ndata: {other: eA==}\n", "console.yaml")
        );
        var damaged = Assert.Throws<UserError>(() =>
            OldInstallation.Read("apiVersion: v1\nkind: Secret\ndata: {values: '***'}\n", "console.yaml")
        );

        Assert.Equal("global:\n  host: https://w.example\n", read.Layer.Yaml);
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

    /// <summary>Every setting of the old chart, where the new one reads it.</summary>
    [Theory]
    [InlineData("license: abc", "global.license", "abc")]
    [InlineData("host: https://w.example/", "global.host", "https://w.example")]
    [InlineData("bucket: s3://AK:S%2FK@s3.example:9000/files/deep?tls=true", "global.bucket.secretKey", "S%2FK")]
    [InlineData("bucket: s3://AK:SK@s3.example:9000/files/deep?tls=true", "global.bucket.path", "files/deep?tls=true")]
    [InlineData("bucket: s3://AK:SK@s3.example:9000/files/deep?tls=true", "global.bucket.name", "s3.example:9000")]
    [InlineData("bucket: gs://files/deep", "global.bucket.provider", "gcs")]
    [InlineData("bucket: az://account/container", "global.bucket.name", "account")]
    [InlineData("bucketRegion: eu-1", "global.bucket.region", "eu-1")]
    [InlineData("bucketKmsKeyArn: arn", "global.bucket.kmsKey", "arn")]
    [InlineData("redis: redis://:pw@redis.example:6380?tls=true", "global.redis.host", "redis.example")]
    [InlineData("redis: redis://:pw@redis.example:6380?tls=true", "global.redis.password", "pw")]
    [InlineData("redis: redis://:pw@redis.example:6380?tls=true", "global.redis.params.tls", "true")]
    [InlineData("smtpServer: smtp://u:p@mail.example:25", "global.email.smtp.host", "mail.example")]
    [InlineData("mysql: {managed: false, host: \"db.example:3307\", user: u, password: p, database: d}", "global.mysql.host", "db.example")]
    [InlineData("mysql: {managed: false, host: db.example}", "global.mysql.user", "wandb_local")]
    [InlineData(
        "sso: {enabled: true, issuer: https://i.example, method: pkce, clientId: c, clientSecret: s}",
        "global.auth.oidc.authMethod",
        "pkce"
    )]
    [InlineData("sso: {enabled: true, autoProvision: false}", "global.extraEnv.GORILLA_DISABLE_SSO_PROVISIONING", "true")]
    [InlineData("ldap: {enabled: true, host: ldap.example}", "global.extraEnv.LOCAL_LDAP_ADDRESS", "ldap.example")]
    [InlineData("host: h\nenableAdminApi: true", "global.extraEnv.GORILLA_INSECURE_ALLOW_API_KEY_ADMIN_ACCESS", "true")]
    [InlineData("extraEnv: [{name: A, value: b}]", "global.extraEnv.A", "b")]
    [InlineData("extraEnv: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]", "app.env.A.valueFrom.secretKeyRef.name", "s")]
    [InlineData("host: h\nimagePullSecrets: [{name: site}]", "global.imagePullSecrets[0].name", "site")]
    [InlineData("host: h\nserviceAccount: {name: sa}", "app.serviceAccount.name", "sa")]
    [InlineData("host: h\nnodeSelector: {disk: fast}", "global.nodeSelector.disk", "fast")]
    [InlineData(
        "host: h\npodSecurityContext: {fsGroupChangePolicy: OnRootMismatch}",
        "app.podSecurityContext.fsGroupChangePolicy",
        "OnRootMismatch"
    )]
    [InlineData("host: h\ningress: {enabled: true, className: nginx, hosts: [{host: a}, {host: b}]}", "ingress.additionalHosts[0]", "b")]
    public void A_setting_of_the_old_chart_goes_where_the_new_one_reads_it(string old, string path, string expected)
    {
        var read = OldInstallation.Read(old, "old.yaml", "0.43.8");

        var value = TracedValue.At(ValuesReader.Read(read.Layer.Yaml), ValuePathText.Parse(path)).Data;
        Assert.Equal(expected, value);
        Assert.Empty(read.Notes);
    }

    [Theory]
    [InlineData("redis: rediss://:hush@r.example", "REDIS is not taken over")]
    [InlineData("bucket: ftp://x/y", "BUCKET is not taken over")]
    [InlineData("mysql: {managed: true}", "mysql.managed is not taken over")]
    [InlineData("host: h\nexistingClaim: claim", "existingClaim is not taken over: files on a disk")]
    [InlineData("host: h\nhostAliases: [{ip: 1.2.3.4}]", "hostAliases is not taken over")]
    [InlineData("host: h\nimage: {tag: \"0.50\"}", "image is not taken over")]
    [InlineData("ldap: {enabled: true, bindPW: hush}", "LOCAL_LDAP_BIND_PW held a secret in clear")]
    [InlineData(
        "extraEnv: [{name: ADMIN_PASSWORD, value: hush}]",
        "kubectl create secret generic wandb-settings --from-literal=ADMIN_PASSWORD=…"
    )]
    public void What_has_no_place_is_named_and_no_password_becomes_a_plain_variable(string old, string note)
    {
        var read = OldInstallation.Read(old, "old.yaml", "0.43.8");

        Assert.Contains(read.Notes, line => line.Contains(note, StringComparison.Ordinal));
        Assert.DoesNotContain("hush", read.Layer.Yaml + string.Concat(read.Notes));
    }

    [Theory]
    [InlineData("0.31.0", "global.extraEnvFrom.TOKEN.secretKeyRef.name")]
    [InlineData("0.38.0", "app.env.TOKEN.valueFrom.secretKeyRef.name")]
    public void A_variable_from_a_Secret_goes_where_that_version_of_the_chart_reads_it(string version, string path)
    {
        var read = OldInstallation.Read(
            """
            apiVersion: apps/v1
            kind: Deployment
            spec:
              template:
                spec:
                  containers:
                  - env:
                    - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: pw}}}
                    - {name: DB, value: prod}
                    - {name: MYSQL, value: "mysql://u:$(DB_PASSWORD)@db.example/$(DB)"}
                    - {name: TOKEN, valueFrom: {secretKeyRef: {name: tokens, key: one}}}
            """,
            "old.yaml",
            version
        );

        var values = ValuesReader.Read(read.Layer.Yaml);
        object? At(string text) => TracedValue.At(values, ValuePathText.Parse(text)).Data;
        Assert.Equal("tokens", At(path));
        Assert.Equal(("db", "pw"), (At("global.mysql.passwordSecret.name"), At("global.mysql.passwordSecret.passwordKey")));
        Assert.Equal("prod", At("global.mysql.database"));
        Assert.Null(At("global.mysql.password"));
    }

    [Fact]
    public void A_running_resource_gives_its_values_and_its_name_and_the_operators_own_Deployment_is_refused()
    {
        var read = OldInstallation.Read(
            "apiVersion: apps.wandb.com/v1\nkind: WeightsAndBiases\nmetadata: {name: team}\nspec: {values: {global: {host: h}}}\n",
            "cr.yaml"
        );
        var error = Assert.Throws<UserError>(() =>
            OldInstallation.Read(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {ownerReferences: [{kind: WeightsAndBiases}]}\n",
                "d.yaml"
            )
        );

        Assert.Equal("team", read.Resource?.Name);
        Assert.Equal("global:\n  host: h\n", read.Layer.Yaml);
        Assert.Contains("kubectl get wandb", error.Hint);
    }

    [Theory]
    [InlineData("REDIS", "redis://:$(WORD)@r.example:6379", "global.redis.secret.secretName", "global.redis.secret.secretKey")]
    [InlineData(
        "MYSQL",
        "mysql://u:$(WORD)@db.example/prod",
        "global.mysql.passwordSecret.name",
        "global.mysql.passwordSecret.passwordKey"
    )]
    public void A_password_that_another_variable_fills_in_stays_a_reference(string name, string address, string holder, string key)
    {
        var read = OldInstallation.Read(
            Deployment(
                $"- {{name: WORD, valueFrom: {{secretKeyRef: {{name: held, key: word}}}}}}\n- {{name: {name}, value: \"{address}\"}}"
            ),
            "old.yaml",
            "0.43.8"
        );

        var values = ValuesReader.Read(read.Layer.Yaml);
        object? At(string text) => TracedValue.At(values, ValuePathText.Parse(text)).Data;
        Assert.Equal(("held", "word"), (At(holder), At(key)));
        Assert.DoesNotContain("$(", read.Layer.Yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "- {name: LICENSE, valueFrom: {secretKeyRef: {name: held, key: word}}}",
        "LICENSE is not taken over: it is in the Secret held"
    )]
    [InlineData(
        "- {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: held, key: word}}}\n- {name: MYSQL, value: "
            + "\"mysql://u:$(DB_PASSWORD)@h/d\"}",
        "the password in MYSQL is not taken over: it is in the Secret held under word"
    )]
    public void What_an_old_chart_takes_as_text_only_is_named_and_nothing_lands_there_by_its_variables_name(string variables, string note)
    {
        var read = OldInstallation.Read(Deployment(variables), "old.yaml", "0.18.0");

        Assert.Contains(read.Notes, line => line.StartsWith(note, StringComparison.Ordinal));
        Assert.DoesNotContain("$(", read.Layer.Yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("license", read.Layer.Yaml, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Certificates_that_the_pod_mounts_stay_in_their_ConfigMap_and_other_volumes_are_named()
    {
        var read = OldInstallation.Read(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {labels: {app.kubernetes.io/managed-by: Helm}}
            spec:
              template:
                spec:
                  containers:
                  - image: registry.example/wandb/local:0.45.0
                    env:
                    - {name: LICENSE, valueFrom: {secretKeyRef: {name: wandb-secrets, key: LICENSE}}}
                    volumeMounts:
                    - {name: trust, mountPath: /usr/local/share/ca-certificates/a.crt, subPath: a.crt}
                    - {name: other, mountPath: /etc/other}
                  volumes:
                  - {name: trust, configMap: {name: corp-ca}}
                  - {name: other, secret: {secretName: x}}
                  - {name: data, emptyDir: {}}
            """,
            "old.yaml",
            "0.43.8"
        );

        Assert.Contains("caCertsConfigMap: corp-ca", read.Layer.Yaml);
        Assert.Contains(read.Notes, line => line.Contains("the volume other", StringComparison.Ordinal));
        Assert.DoesNotContain(read.Notes, line => line.Contains("the volume data", StringComparison.Ordinal));
        Assert.Contains(read.Notes, line =>
            line.Contains("wandb-secrets", StringComparison.Ordinal) && line.Contains("copy it first", StringComparison.Ordinal)
        );
        Assert.Contains(read.Notes, line => line.Contains("registry.example/wandb/local:0.45.0", StringComparison.Ordinal));
    }

    [Fact]
    public void The_images_of_a_running_resource_are_not_taken_over()
    {
        var read = OldInstallation.Read(
            """
            apiVersion: apps.wandb.com/v1
            kind: WeightsAndBiases
            metadata: {name: team}
            spec: {values: {global: {host: h}, app: {image: {repository: r/local, tag: "0.50", pullPolicy: Always}, replicas: 2}}}
            """,
            "cr.yaml"
        );

        Assert.Equal("app:\n  image:\n    pullPolicy: Always\n  replicas: 2\nglobal:\n  host: h\n", read.Layer.Yaml);
        Assert.Contains(read.Notes, line => line.Contains("(app.image)", StringComparison.Ordinal));
    }

    /// <param name="variables">Entries of <c>env</c>, a line each.</param>
    private static string Deployment(string variables) =>
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - env:\n"
        + string.Concat(variables.Split('\n').Select(line => $"        {line}\n"));
}
