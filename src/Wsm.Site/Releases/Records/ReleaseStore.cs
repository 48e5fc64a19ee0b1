using System.Globalization;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Records;

/// <summary>The records of releases in one namespace: secrets that helm reads and writes as well.</summary>
/// <remarks>https://helm.sh/docs/topics/advanced/#storage-backends</remarks>
internal sealed class ReleaseStore(ApiClient client, string space, TimeProvider time)
{
    private const string SecretType = "helm.sh/release.v1";
    private const string Prefix = "sh.helm.release.v1.";

    /// <summary>What the API server takes of a secret's data, with something left for the rest of it.</summary>
    private const int LargestData = 1024 * 1024;

    private static readonly HashSet<string> Reserved = ["owner", "name", "version", "status", "createdAt", "modifiedAt"];

    /// <summary>Every revision of a release, the oldest first; those that cannot be read are passed over.</summary>
    public async Task<IReadOnlyList<ReleaseRecord>> HistoryAsync(string name, CancellationToken cancellationToken) =>
        [.. (await ListAsync($"owner=helm,name={name}", cancellationToken)).OrderBy(record => record.Revision)];

    /// <summary>The newest revision of every release.</summary>
    public async Task<IReadOnlyList<ReleaseRecord>> NewestAsync(CancellationToken cancellationToken) =>
        [
            .. (await ListAsync("owner=helm", cancellationToken))
                .GroupBy(record => (record.Namespace, record.Name))
                .Select(history => history.MaxBy(record => record.Revision)!)
                .OrderBy(record => record.Name, StringComparer.Ordinal),
        ];

    /// <summary>Writes a revision that is not there yet. That it is not there is the only lock there is.</summary>
    /// <exception cref="ReleaseException">Somebody else wrote it just now, or it is too large.</exception>
    internal async Task CreateAsync(ReleaseRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(ResourceKind.Secret, space, SecretOf(record, "createdAt"), cancellationToken);
        }
        catch (ApiException taken) when (taken.IsConflict)
        {
            throw new ReleaseException(
                ReleaseProblem.Pending,
                $"somebody else is working on the release '{record.Name}' right now: revision {record.Revision} has just been written",
                taken
            );
        }
    }

    internal Task UpdateAsync(ReleaseRecord record, CancellationToken cancellationToken) =>
        client.ReplaceAsync(ResourceKind.Secret, space, SecretOf(record, "modifiedAt"), cancellationToken);

    internal Task DeleteAsync(ReleaseRecord record, CancellationToken cancellationToken) =>
        client.DeleteAsync(ResourceKind.Secret, space, NameOf(record), new DeleteOptions(), cancellationToken);

    private async Task<IEnumerable<ReleaseRecord>> ListAsync(string labels, CancellationToken cancellationToken)
    {
        var secrets = await client.ListAsync(ResourceKind.Secret, space, new Selection { Labels = labels }, cancellationToken);
        return
        [
            .. secrets
                .Items.Select(secret =>
                    ReleaseCodec.TryDecode(secret.Text("data", "release")) is { } json
                        ? new ReleaseRecord(
                            json,
                            secret
                                .Labels.Where(label => !Reserved.Contains(label.Key))
                                .ToDictionary(label => label.Key, label => label.Value)
                        )
                        : null
                )
                .OfType<ReleaseRecord>(),
        ];
    }

    private static string NameOf(ReleaseRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{record.Name}.v{record.Revision}");

    private KubeObject SecretOf(ReleaseRecord record, string timeLabel)
    {
        var labels = new JsonObject();
        foreach (var (key, value) in record.Labels.Where(label => !Reserved.Contains(label.Key)))
        {
            labels[key] = value;
        }

        labels["name"] = record.Name;
        labels["owner"] = "helm";
        labels["status"] = ReleaseStatusText.Of(record.Status);
        labels["version"] = record.Revision.ToString(CultureInfo.InvariantCulture);
        labels[timeLabel] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new KubeObject(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject
                {
                    ["name"] = NameOf(record),
                    ["namespace"] = space,
                    ["labels"] = labels,
                },
                ["type"] = SecretType,
                ["data"] = new JsonObject { ["release"] = Fitting(record) },
            }
        );
    }

    /// <summary>
    /// Files, and then templates, are left out of what would be too large for a secret: nothing that helm does with a release afterwards
    /// reads them.
    /// </summary>
    private static string Fitting(ReleaseRecord record)
    {
        var json = record.Json;
        foreach (var part in (string?[])[null, "files", "templates"])
        {
            if (part is not null)
            {
                json = (JsonObject)json.DeepClone();
                (json["chart"] as JsonObject)?.Remove(part);
            }

            var data = ReleaseCodec.Encode(json);
            if (data.Length / 4 * 3 <= LargestData)
            {
                return data;
            }
        }

        throw new ReleaseException(
            ReleaseProblem.TooLarge,
            $"the record of the release '{record.Name}' is larger than a secret can be (1 MiB), even without the chart's templates"
        );
    }
}
