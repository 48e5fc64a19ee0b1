using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Helm.Versions;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding;

namespace Wsm.Site.WeightsAndBiases;

/// <summary>
/// What a colleague who knows W&amp;B would see in the settings: values that are of the right kind, and that nothing will work with.
/// </summary>
internal sealed class SettingsCheck
{
    private static readonly SemanticVersion FirstWithReferences = SemanticVersion.Parse("0.38.0");

    private readonly ValuesLayer _layer;
    private readonly MapValue _values;
    private readonly SemanticVersion? _chart;
    private readonly List<string> _found = [];

    private SettingsCheck(ValuesLayer layer, SemanticVersion? chart)
    {
        _layer = layer;
        _values = ValuesReader.Read(layer.Yaml);
        _chart = chart;
    }

    /// <summary>One sentence for each, without a point at its end; none shows a value.</summary>
    /// <param name="chart">The platform chart's version.</param>
    public static IReadOnlyList<string> In(IEnumerable<ValuesLayer> layers, string chart) =>
        [
            .. layers.SelectMany(layer =>
            {
                var check = new SettingsCheck(layer, SemanticVersion.TryParse(chart, out var version) ? version : null);
                check.Look();
                return check._found;
            }),
        ];

    private void Look()
    {
        LookAtHost();
        LookAtBucket();
        foreach (var certificate in (At("global.customCACerts") as ListValue)?.Items ?? [])
        {
            if (certificate.Data is not string text || !text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                Add("global.customCACerts", "has an entry that is no certificate in PEM");
            }
        }

        if (_chart is not null && _chart.CompareTo(FirstWithReferences) < 0)
        {
            foreach (var path in (string[])["global.mysql", "global.clickhouse", "global.email.smtp", "global.extraEnv"])
            {
                foreach (var (key, value) in (At(path) as MapValue)?.Entries ?? new Dictionary<string, Value>())
                {
                    if (value.Data is MapValue reference && reference.TryGet("valueFrom", out _))
                    {
                        Add($"{path}.{key}", $"is a reference, which charts before {FirstWithReferences} write out as text");
                    }
                }
            }
        }
    }

    private void LookAtHost()
    {
        if (At("global.host") is not string { Length: > 0 } host)
        {
            return;
        }

        if (!host.StartsWith("https://", StringComparison.Ordinal) && !host.StartsWith("http://", StringComparison.Ordinal))
        {
            Add("global.host", "does not begin with https:// or http://, and the server makes its links from it");
        }
        else if (host.EndsWith('/'))
        {
            Add("global.host", "ends with a slash, and the server puts its paths behind it");
        }
    }

    private void LookAtBucket()
    {
        foreach (var bucket in (string[])["global.bucket", "global.defaultBucket"])
        {
            if (At($"{bucket}.provider") is string { Length: > 0 } provider && !Knows(provider))
            {
                Add(
                    $"{bucket}.provider",
                    "is none that W&B knows: s3 (also for MinIO and others that speak S3), gcs, az, and from chart 0.38 on cw"
                );
            }

            if (At($"{bucket}.name") is string name && name.Contains("://", StringComparison.Ordinal))
            {
                Add($"{bucket}.name", "has a scheme, and the chart puts one before it: give the bucket, or HOST:PORT, alone");
            }

            if (
                At($"{bucket}.provider") is "az"
                && At($"{bucket}.secretKey") is string { Length: > 0 }
                && At($"{bucket}.accessKey") is null or ""
            )
            {
                Add($"{bucket}.secretKey", "is not what Azure's account key is read from; that is accessKey");
            }
        }
    }

    private bool Knows(string provider) =>
        provider is "s3" or "gcs" or "az" || (provider == "cw" && (_chart is null || _chart.CompareTo(FirstWithReferences) >= 0));

    private object? At(string path) =>
        TracedValue.At(_values, path.Split('.').Aggregate(ValuePath.Root, (at, step) => at.Child(step))).Data;

    private void Add(string path, string problem) => _found.Add($"{path} of {_layer.Name} {problem}");
}
