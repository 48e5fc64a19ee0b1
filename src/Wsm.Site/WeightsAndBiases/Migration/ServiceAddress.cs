using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Wsm.Helm.Data;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>
/// The addresses by which older installations named their services: <c>s3://KEY:SECRET@HOST/BUCKET?tls=true</c>. Their parts stay encoded
/// as
/// they are, for the chart puts them into an address again.
/// </summary>
internal sealed partial record ServiceAddress(
    string Scheme,
    string User,
    string Password,
    string Host,
    int? Port,
    string Path,
    string Query
)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out ServiceAddress? address)
    {
        var found = Form().Match(text);
        string Part(string name) => found.Groups[name].Value;
        address = found.Success
            ? new ServiceAddress(
                Part("scheme"),
                Part("user"),
                Part("password"),
                Part("host"),
                int.TryParse(Part("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null,
                Part("path").TrimEnd('/'),
                Part("query")
            )
            : null;
        return found.Success;
    }

    /// <summary>The object store as <c>global.bucket</c> describes it.</summary>
    public void AddBucket(MigratedSettings settings, string setting)
    {
        if ((Scheme == "gs" ? "gcs" : Scheme) is not ("s3" or "gcs" or "az" or "cw") and var unknown)
        {
            settings.Note(setting, $"no chart knows an object store of the kind '{unknown}'");
            return;
        }

        settings.Set("global.bucket.provider", Scheme == "gs" ? "gcs" : Scheme);
        settings.Set("global.bucket.name", Port is null ? Host : $"{Host}:{Port}");
        settings.Set("global.bucket.path", Path + (Query.Length == 0 ? "" : "?" + Query));
        settings.Set("global.bucket.accessKey", User);
        settings.Set("global.bucket.secretKey", Password);
    }

    public void AddDatabase(MigratedSettings settings)
    {
        settings.Set("global.mysql.host", Host);
        settings.Set("global.mysql.port", Value.OfInt(Port ?? 3306));
        settings.Set("global.mysql.user", User);
        settings.Set("global.mysql.password", Password);
        settings.Set("global.mysql.database", Path);
    }

    public void AddRedis(MigratedSettings settings, string setting)
    {
        if (Scheme != "redis")
        {
            settings.Note(setting, $"no chart takes an address with '{Scheme}://'; set global.redis");
            return;
        }

        settings.Set("redis.install", Value.Of(false));
        settings.Set("global.redis.host", Host);
        settings.Set("global.redis.port", Value.OfInt(Port ?? 6379));
        settings.Set("global.redis.password", Password);
        if (User is not ("" or "default"))
        {
            settings.Note($"the user name in {setting}", "no chart reads one");
        }

        if (Query.Length > 0)
        {
            AddParameters(settings, setting);
        }
    }

    public void AddMail(MigratedSettings settings)
    {
        settings.Set("global.email.smtp.host", Host);
        settings.Set("global.email.smtp.port", Value.OfInt(Port ?? 587));
        settings.Set("global.email.smtp.user", User);
        settings.Set("global.email.smtp.password", Password);
    }

    private void AddParameters(MigratedSettings settings, string setting)
    {
        if (!settings.IsFrom("0.28.6"))
        {
            settings.Note($"what stands behind '?' in {setting}", "this chart has no place for it; global.redis.caCert turns TLS on");
            return;
        }

        var parameters = new MapValue();
        foreach (var pair in Query.Split('&').Select(pair => pair.Split('=', 2)))
        {
            parameters[pair[0]] = Value.Of(pair.Length > 1 ? pair[1] : "true");
        }

        settings.Set("global.redis.params", Value.Of(parameters));
    }

    [GeneratedRegex(
        @"^(?<scheme>[a-z][a-z0-9+]*)://(?:(?<user>[^:@/]*)(?::(?<password>[^@]*))?@)?(?<host>\[[^\]]+\]|[^/?:@]+)(?::(?<port>\d+))?(?:/(?<path>[^?]*))?(?:\?(?<query>.*))?$"
    )]
    private static partial Regex Form();
}
