using Wsm.Helm.Templates.Values;

namespace Wsm.Values.Migration;

/// <summary>Turns the environment of an old <c>wandb/local</c> container into the settings of the platform chart; what has no setting becomes <c>global.extraEnv</c>.</summary>
internal sealed class DeploymentSettings
{
    /// <summary>Variables that are one setting.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["HOST"] = "host",
        ["LICENSE"] = "license",
        ["AWS_REGION"] = "bucket.region",
        ["AWS_S3_KMS_ID"] = "bucket.kmsKey",
        ["OIDC_ISSUER"] = "auth.oidc.issuer",
        ["OIDC_CLIENT_ID"] = "auth.oidc.clientId",
        ["OIDC_SECRET"] = "auth.oidc.secret",
        ["OIDC_AUTH_METHOD"] = "auth.oidc.authMethod",
    };

    private readonly MapValue _global = new();

    /// <param name="variables">Entries of <c>env</c>.</param>
    public static MapValue Read(IEnumerable<MapValue> variables)
    {
        var settings = new DeploymentSettings();
        foreach (var variable in variables)
        {
            if (variable["name"].Data is not string name)
                continue;
            if (variable["value"].Data is string text)
                settings.Add(name, text);
            else if (((variable["valueFrom"].Data as MapValue)?["secretKeyRef"].Data as MapValue) is { } secret)
                settings.AddSecret(name, secret);
        }

        return new MapValue { ["global"] = Value.Of(settings._global) };
    }

    private void Add(string name, string text)
    {
        if (Settings.TryGetValue(name, out var path))
            Set(path, text);
        else if (name == "MYSQL" && Address(text) is { } database)
            AddDatabase(database);
        else if (name == "BUCKET" && Address(text) is { } bucket)
            AddBucket(bucket);
        else
            Set("extraEnv." + name, text);
    }

    private void AddSecret(string name, MapValue secret)
    {
        if (name != "LICENSE" || secret["name"].Data is not string holder || secret["key"].Data is not string key)
            return;
        Set("licenseSecret.name", holder);
        Set("licenseSecret.key", key);
    }

    /// <summary><c>mysql://USER:PASSWORD@HOST:PORT/DATABASE</c></summary>
    private void AddDatabase(Uri address)
    {
        var (user, password) = Login(address);
        Set("mysql.host", address.Host);
        SetValue("mysql.port", Value.OfInt(address.Port > 0 ? address.Port : 3306));
        Set("mysql.user", user);
        Set("mysql.password", password);
        Set("mysql.database", address.AbsolutePath.Trim('/'));
    }

    /// <summary><c>s3://KEY:SECRET@HOST:PORT/BUCKET</c>, <c>s3://BUCKET</c>, <c>gs://BUCKET</c>, <c>az://ACCOUNT/CONTAINER</c></summary>
    private void AddBucket(Uri address)
    {
        var (key, secret) = Login(address);
        Set("bucket.provider", address.Scheme == "gs" ? "gcs" : address.Scheme);
        Set("bucket.name", address.Authority[(address.Authority.LastIndexOf('@') + 1)..]);
        Set("bucket.path", address.AbsolutePath.Trim('/'));
        Set("bucket.accessKey", key);
        Set("bucket.secretKey", secret);
    }

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address : null;

    private static (string User, string Password) Login(Uri address)
    {
        var parts = address.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private void Set(string path, string text)
    {
        if (text.Length > 0)
            SetValue(path, Value.Of(text));
    }

    private void SetValue(string path, Value value)
    {
        var map = _global;
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            if (map[step].Data is not MapValue below)
                map[step] = Value.Of(below = new MapValue());
            map = below;
        }

        map[steps[^1]] = value;
    }
}
