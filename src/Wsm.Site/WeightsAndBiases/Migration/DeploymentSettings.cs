using Wsm.Helm.Data;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>Turns the environment of an old <c>wandb/local</c> container into the settings of the platform chart.</summary>
internal sealed class DeploymentSettings(MigratedSettings settings)
{
    /// <summary>Variables that are one setting.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["HOST"] = "global.host",
        ["LICENSE"] = "global.license",
        ["AWS_REGION"] = "global.bucket.region",
        ["AWS_S3_KMS_ID"] = "global.bucket.kmsKey",
        ["AWS_ACCESS_KEY_ID"] = "global.bucket.accessKey",
        ["AWS_SECRET_ACCESS_KEY"] = "global.bucket.secretKey",
        ["AZURE_STORAGE_KEY"] = "global.bucket.accessKey",
        ["OIDC_ISSUER"] = "global.auth.oidc.issuer",
        ["OIDC_CLIENT_ID"] = "global.auth.oidc.clientId",
        ["OIDC_SECRET"] = "global.auth.oidc.secret",
        ["OIDC_CLIENT_SECRET"] = "global.auth.oidc.secret",
        ["OIDC_AUTH_METHOD"] = "global.auth.oidc.authMethod",
        ["SLACK_CLIENT_ID"] = "global.slack.clientId",
        ["SLACK_SECRET"] = "global.slack.secret",
    };

    /// <summary>Plumbing of the old chart, which the new one does by itself.</summary>
    private static readonly HashSet<string> Plumbing =
    [
        "WANDB_HELM_CHART",
        "WEAVE_SERVICE",
        "WEAVE_ENABLED",
        "PARQUET_ENABLED",
        "PARQUET_HOST",
        "ONLY_SERVICE",
        "WEAVE_AUTH_GRAPHQL_URL",
        "WANDB_BASE_URL",
    ];

    /// <summary>Variables that only others were made of.</summary>
    private static readonly HashSet<string> Parts = ["DB_USER", "DB", "DB_HOST", "DB_PASSWORD"];

    private readonly Dictionary<string, string> _literals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MapValue> _references = new(StringComparer.Ordinal);

    /// <summary>Secrets that the new settings still refer to.</summary>
    public IEnumerable<string> Holders =>
        _references.Values.Select(secret => secret["name"].Data).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <param name="variables">Entries of <c>env</c>, in their order: a text may refer to those before it.</param>
    public void Read(IEnumerable<MapValue> variables)
    {
        var all = variables.ToList();
        var keys =
            SecretOf(all, "AWS_ACCESS_KEY_ID") is { } access
            && SecretOf(all, "AWS_SECRET_ACCESS_KEY") is { } secret
            && Equals(access["name"].Data, secret["name"].Data);
        foreach (var variable in all)
        {
            if (variable["name"].Data is not string name)
            {
                continue;
            }

            if (variable["value"].Data is string text)
            {
                Add(name, _literals[name] = Resolve(text));
            }
            else if (variable["valueFrom"].Data is MapValue source)
            {
                AddReference(name, source, keys);
            }
        }
    }

    /// <summary>A variable whose text is known.</summary>
    public void Add(string name, string text)
    {
        var isAddress = ServiceAddress.TryParse(text, out var address);
        if (Plumbing.Contains(name))
        {
            settings.Note(name, "the chart does by itself what it was for");
        }
        else if (Parts.Contains(name) || (name == "BUCKET_QUEUE" && text == "internal://"))
        {
            return;
        }
        else if (Settings.TryGetValue(name, out var path))
        {
            settings.Set(path, text);
        }
        else if (name == "MYSQL" && isAddress)
        {
            AddDatabase(address!);
        }
        else if (name == "BUCKET" && isAddress)
        {
            AddBucket(address!);
        }
        else if (name == "REDIS" && isAddress)
        {
            AddRedis(address!);
        }
        else if (name == "GORILLA_EMAIL_SINK" && address is { Scheme: "smtp" })
        {
            AddMail(address);
        }
        else if (name is "MYSQL" or "BUCKET" or "REDIS" or "GORILLA_EMAIL_SINK")
        {
            settings.Note(name, "it is no address that can be taken apart; set the parts by hand");
        }
        else if (name == "GORILLA_CORS_ORIGINS")
        {
            settings.Set("app.extraCors", Value.Of(new ListValue([.. text.Split(',').Select(origin => Value.Of(origin.Trim()))])));
        }
        else if (name == "GORILLA_SESSION_LENGTH" && text.EndsWith('h') && int.TryParse(text[..^1], out var hours))
        {
            settings.Set("global.auth.sessionLengthHours", Value.OfInt(hours));
        }
        else
        {
            settings.AddVariable(name, text);
        }
    }

    /// <summary>A variable that is read from elsewhere.</summary>
    /// <param name="source">What stands below <c>valueFrom</c>.</param>
    /// <param name="bothKeys">Both keys of the bucket come from one Secret.</param>
    public void AddReference(string name, MapValue source, bool bothKeys = false)
    {
        if (
            source["secretKeyRef"].Data is not MapValue secret
            || secret["name"].Data is not string holder
            || secret["key"].Data is not string key
        )
        {
            settings.AddReference(name, source);
            return;
        }

        _references[name] = secret;
        switch (name)
        {
            case "LICENSE" when settings.IsFrom("0.18.3"):
                settings.Set("global.licenseSecret.name", holder);
                settings.Set("global.licenseSecret.key", key);
                break;
            case "LICENSE":
                settings.Note(name, $"it is in the Secret {holder} under {key}, and this chart takes it as text only (global.license)");
                break;
            case "DB_PASSWORD":
                // It counts where the database's address refers to it.
                break;
            case "AWS_ACCESS_KEY_ID" when bothKeys && settings.IsFrom("0.21.0"):
                settings.Set("global.bucket.secret.secretName", holder);
                settings.Set("global.bucket.secret.accessKeyName", key);
                break;
            case "AWS_SECRET_ACCESS_KEY" when bothKeys && settings.IsFrom("0.21.0"):
                settings.Set("global.bucket.secret.secretKeyName", key);
                break;
            case "AZURE_STORAGE_KEY" when settings.IsFrom("0.21.0"):
                settings.Set("global.bucket.secret.secretName", holder);
                settings.Set("global.bucket.secret.accessKeyName", key);
                break;
            case "OIDC_CLIENT_SECRET" or "OIDC_SECRET" when settings.IsFrom("0.38.0"):
                settings.Set("global.auth.oidc.oidcSecret.name", holder);
                settings.Set("global.auth.oidc.oidcSecret.secretKey", key);
                break;
            case "MYSQL" or "BUCKET" or "REDIS" or "GORILLA_EMAIL_SINK":
                settings.Note(
                    name,
                    $"its whole address is in the Secret {holder} under {key}, and no chart takes an address; put its parts "
                        + "into the resource and its password into a Secret"
                );
                break;
            default:
                settings.AddReference(name, source);
                break;
        }
    }

    private void AddDatabase(ServiceAddress address)
    {
        var secret = ReferenceIn(address.Password);
        (address with { Password = Plain(address.Password) }).AddDatabase(settings);
        if (secret is not null && settings.IsFrom("0.18.8"))
        {
            settings.Set("global.mysql.passwordSecret.name", HolderOf(secret));
            settings.Set("global.mysql.passwordSecret.passwordKey", KeyOf(secret));
        }
        else
        {
            NoteUnlessPlain("the password in MYSQL", address.Password, "global.mysql.password");
        }
    }

    private void AddBucket(ServiceAddress address)
    {
        var (access, secret) = (ReferenceIn(address.User), ReferenceIn(address.Password));
        (address with { User = Plain(address.User), Password = Plain(address.Password) }).AddBucket(settings, "BUCKET");
        if (access is not null && secret is not null && HolderOf(access) == HolderOf(secret) && settings.IsFrom("0.21.0"))
        {
            settings.Set("global.bucket.secret.secretName", HolderOf(access));
            settings.Set("global.bucket.secret.accessKeyName", KeyOf(access));
            settings.Set("global.bucket.secret.secretKeyName", KeyOf(secret));
        }
        else
        {
            NoteUnlessPlain("the access key in BUCKET", address.User, "global.bucket.accessKey");
            NoteUnlessPlain("the secret key in BUCKET", address.Password, "global.bucket.secretKey");
        }
    }

    private void AddRedis(ServiceAddress address)
    {
        var secret = ReferenceIn(address.Password);
        (address with { Password = Plain(address.Password) }).AddRedis(settings, "REDIS");
        if (secret is not null && settings.IsFrom("0.21.0"))
        {
            settings.Set("global.redis.secret.secretName", HolderOf(secret));
            settings.Set("global.redis.secret.secretKey", KeyOf(secret));
        }
        else
        {
            NoteUnlessPlain("the password in REDIS", address.Password, "global.redis.password");
        }
    }

    private void AddMail(ServiceAddress address)
    {
        (address with { Password = Plain(address.Password) }).AddMail(settings);
        NoteUnlessPlain("the password in GORILLA_EMAIL_SINK", address.Password, "global.email.smtp.password");
    }

    /// <summary>What is left of a part of an address that no other variable fills in.</summary>
    private static string Plain(string part) => part.Contains("$(", StringComparison.Ordinal) ? "" : part;

    private void NoteUnlessPlain(string setting, string part, string path)
    {
        if (Plain(part) != part)
        {
            settings.Note(
                setting,
                ReferenceIn(part) is { } secret
                    ? $"it is in the Secret {HolderOf(secret)} under {KeyOf(secret)}, and this chart takes no reference there; give {path}"
                    : $"it is made of other variables; give {path}"
            );
        }
    }

    /// <summary>The Secret behind <c>$(NAME)</c>; null where the part is something else.</summary>
    private MapValue? ReferenceIn(string part) =>
        part.StartsWith("$(", StringComparison.Ordinal) && part.EndsWith(')') ? _references.GetValueOrDefault(part[2..^1]) : null;

    private static string HolderOf(MapValue secret) => (string)secret["name"].Data!;

    private static string KeyOf(MapValue secret) => (string)secret["key"].Data!;

    /// <summary>Kubernetes puts in what stands before it in the list; what comes from elsewhere stays as it is written.</summary>
    private string Resolve(string text) =>
        _literals.Aggregate(text, (made, known) => made.Replace($"$({known.Key})", known.Value, StringComparison.Ordinal));

    private static MapValue? SecretOf(List<MapValue> variables, string name) =>
        (variables.LastOrDefault(variable => variable["name"].Data is string own && own == name)?["valueFrom"].Data as MapValue)
            ?["secretKeyRef"]
            .Data as MapValue;
}
