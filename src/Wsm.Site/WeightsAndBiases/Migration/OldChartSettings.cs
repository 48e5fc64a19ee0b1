using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>Turns the values of the chart <c>wandb</c>, from before there was an operator, into those of the platform chart.</summary>
internal sealed class OldChartSettings(MigratedSettings settings)
{
    private static readonly HashSet<string> Telling =
    [
        "license",
        "host",
        "bucket",
        "bucketRegion",
        "bucketKmsKeyArn",
        "redis",
        "smtpServer",
        "sso",
        "ldap",
        "mysql",
        "extraEnv",
        "customCACerts",
        "enableAdminApi",
        "existingClaim",
    ];

    private static readonly Dictionary<string, string> LdapVariables = new(StringComparer.Ordinal)
    {
        ["host"] = "LOCAL_LDAP_ADDRESS",
        ["baseDN"] = "LOCAL_LDAP_BASE_DN",
        ["bindDN"] = "LOCAL_LDAP_BIND_DN",
        ["bindPW"] = "LOCAL_LDAP_BIND_PW",
        ["attributes"] = "LOCAL_LDAP_ATTRIBUTES",
        ["groupAllowList"] = "LOCAL_LDAP_GROUP_ALLOW_LIST",
    };

    private readonly DeploymentSettings _variables = new(settings);

    /// <summary>They are values of the old chart: the platform's have their settings below <c>global</c>.</summary>
    public static bool Are(MapValue root) =>
        root["global"].Data is not MapValue
        && root.Entries.Any(entry => Telling.Contains(entry.Key) && !(entry.Key is "mysql" or "redis" && IsSwitch(entry.Value)));

    public void Read(MapValue root)
    {
        foreach (var (key, value) in root.Entries.Where(entry => entry.Value.Data is not null))
        {
            Add(key, value);
        }
    }

    private static bool IsSwitch(Value value) => value.Data is MapValue map && map.TryGet("install", out _);

    private void Add(string key, Value value)
    {
        switch (key, value.Data)
        {
            case ("license", _):
                settings.Set("global.license", Text(value));
                break;
            case ("host", _):
                settings.Set("global.host", Text(value).TrimEnd('/'));
                break;
            case ("bucket", string):
                _variables.Add("BUCKET", Text(value));
                break;
            case ("bucketRegion", _):
                settings.Set("global.bucket.region", Text(value));
                break;
            case ("bucketKmsKeyArn", _):
                settings.Set("global.bucket.kmsKey", Text(value));
                break;
            case ("bucketQueue", _):
                _variables.Add("BUCKET_QUEUE", Text(value));
                break;
            case ("redis", string text):
                AddUnlessEmpty("REDIS", text);
                break;
            case ("smtpServer", string text):
                AddUnlessEmpty("GORILLA_EMAIL_SINK", text);
                break;
            case ("mysql", MapValue database):
                AddDatabase(database);
                break;
            case ("sso", MapValue sso):
                AddSignOn(sso);
                break;
            case ("ldap", MapValue ldap):
                AddDirectory(ldap);
                break;
            case ("enableAdminApi", true):
                settings.SetVariable("GORILLA_INSECURE_ALLOW_API_KEY_ADMIN_ACCESS", "true");
                break;
            case ("extraEnv", ListValue list):
                _variables.Read(list.Items.Select(item => item.Data).OfType<MapValue>());
                break;
            case ("extraCors", ListValue):
                settings.Set("app.extraCors", value);
                break;
            case ("customCACerts", ListValue):
                settings.Set("global.customCACerts", value);
                break;
            case ("imagePullSecrets", _):
                PodSettings.AddPullSecrets(settings, value);
                break;
            case ("serviceAccount", MapValue):
                settings.Set("app.serviceAccount", value);
                if ((value.Data as MapValue)?["annotations"].Data is MapValue { Count: > 0 })
                {
                    settings.Remark(
                        "The annotations of serviceAccount went to app.serviceAccount; parts of the product that reach the "
                            + "object store by a role "
                            + "need them at theirs, too (parquet.serviceAccount, weave.serviceAccount, executor.serviceAccount …)."
                    );
                }

                break;
            case ("ingress", MapValue ingress):
                AddIngress(ingress);
                break;
            case ("image", MapValue image):
                settings.Note(
                    "image",
                    $"the images are those of the bundle{(Text(image["tag"]) is { Length: > 0 } tag ? $" (it was {tag})" : "")}"
                );
                break;
            case (
                "podAnnotations"
                    or "podSecurityContext"
                    or "securityContext"
                    or "resources"
                    or "nodeSelector"
                    or "tolerations"
                    or "affinity",
                _
            ):
                PodSettings.AddPlacement(settings, key, value);
                break;
            case ("createSecrets", false):
                settings.Note("createSecrets", "the Secret that holds the passwords is yours; name it with the references of each setting");
                break;
            case ("enableAdminApi" or "createSecrets", bool):
                break;
            case ("existingClaim", string { Length: > 0 }):
                settings.Note(key, "files on a disk must be copied to an object store");
                break;
            case (_, "" or MapValue { Count: 0 } or ListValue { Count: 0 }):
                break;
            default:
                settings.Note(key, "no value of this chart does the same");
                break;
        }
    }

    private void AddUnlessEmpty(string name, string text)
    {
        if (text.Length > 0)
        {
            _variables.Add(name, text);
        }
    }

    private void AddDatabase(MapValue database)
    {
        var host = Text(database["host"]);
        if (database["managed"].Data is not false && host.Length == 0)
        {
            settings.Note(
                "mysql.managed",
                "the database of the old chart keeps its data; dump it, and restore it where global.mysql will point"
            );
        }

        settings.Set("mysql.install", Value.Of(false));
        var at = host.LastIndexOf(':');
        var hasPort = at > 0 && host.AsSpan(at + 1).IndexOfAnyExceptInRange('0', '9') < 0 && at + 1 < host.Length;
        settings.Set("global.mysql.host", hasPort ? host[..at] : host);
        if (host.Length > 0)
        {
            settings.Set(
                "global.mysql.port",
                Value.OfInt(hasPort ? int.Parse(host[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture) : 3306)
            );
            settings.Set("global.mysql.user", Text(database["user"]) is { Length: > 0 } user ? user : "wandb_local");
            settings.Set("global.mysql.database", Text(database["database"]) is { Length: > 0 } name ? name : "wandb_local");
        }

        settings.Set("global.mysql.password", Text(database["password"]));
        foreach (var key in database.Entries.Keys.Except(["managed", "host", "user", "password", "database"]))
        {
            settings.Note($"mysql.{key}", "it belongs to the database that the old chart ran");
        }
    }

    private void AddSignOn(MapValue sso)
    {
        if (sso["enabled"].Data is not true)
        {
            return;
        }

        foreach (
            var (key, path) in (IEnumerable<(string, string)>)
                [("issuer", "issuer"), ("method", "authMethod"), ("clientId", "clientId"), ("clientSecret", "secret")]
        )
        {
            settings.Set($"global.auth.oidc.{path}", Text(sso[key]));
        }

        if (sso["autoProvision"].Data is false)
        {
            settings.AddVariable("GORILLA_DISABLE_SSO_PROVISIONING", "true");
        }

        foreach (var key in sso.Entries.Keys.Except(["enabled", "issuer", "method", "clientId", "clientSecret", "autoProvision"]))
        {
            settings.Note($"sso.{key}", "no value of this chart does the same");
        }
    }

    private void AddDirectory(MapValue ldap)
    {
        if (ldap["enabled"].Data is not true)
        {
            return;
        }

        settings.AddVariable("LOCAL_LDAP_LOGIN", "true");
        foreach (var (key, value) in ldap.Entries.Where(entry => entry.Key != "enabled"))
        {
            if (LdapVariables.TryGetValue(key, out var variable))
            {
                if (Text(value) is { Length: > 0 } text)
                {
                    settings.AddVariable(variable, text);
                }
            }
            else if (key == "tls" && value.Data is bool tls)
            {
                if (tls)
                {
                    settings.AddVariable("LOCAL_LDAP_TLS_ENABLE", "true");
                }
            }
            else
            {
                settings.Note(
                    $"ldap.{key}",
                    "certificates to trust are given as global.customCACerts, or as the ConfigMap of global.caCertsConfigMap "
                        + "whose keys end in .crt"
                );
            }
        }
    }

    private void AddIngress(MapValue ingress)
    {
        if (ingress["enabled"].Data is not true)
        {
            settings.Set("ingress.install", Value.Of(false));
            return;
        }

        settings.Set("ingress.class", Text(ingress["className"]));
        foreach (var key in (string[])["annotations", "tls"])
        {
            if (ingress[key].Data is MapValue { Count: > 0 } or ListValue { Count: > 0 })
            {
                settings.Set($"ingress.{key}", ingress[key]);
            }
        }

        if (ingress["hosts"].Data is ListValue { Count: > 1 } hosts)
        {
            settings.Set(
                "ingress.additionalHosts",
                Value.Of(new ListValue([.. hosts.Items.Skip(1).Select(host => (host.Data as MapValue)?["host"] ?? host)]))
            );
        }

        foreach (var key in ingress.Entries.Keys.Except(["enabled", "className", "annotations", "tls", "hosts"]))
        {
            settings.Note($"ingress.{key}", "no value of this chart does the same");
        }
    }

    private static string Text(Value value) =>
        value.Data switch
        {
            null => "",
            string text => text,
            _ => (string)JsonWriter.Write(value).Data!,
        };
}
