using System.Text.Json.Nodes;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Kubernetes.Transport;

namespace Wsm.Kubernetes.Api;

/// <summary>Asks a server which kinds it has: in two requests where it can tell so, else in one for each version.</summary>
public sealed class Discovery(ApiClient client)
{
    private const string AggregatedKind = "APIGroupDiscoveryList";
    private const string Accepted =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private ApiTransport Transport => client.Transport;

    public async Task<ApiSurface> RunAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(AskAsync("/api", cancellationToken), AskAsync("/apis", cancellationToken)).ConfigureAwait(false);
        var versions = answers.SelectMany(answer => answer.Kind == AggregatedKind ? Aggregated(answer) : Announced(answer)).ToList();
        var read = await Task.WhenAll(versions.Select(version => ReadAsync(version, cancellationToken))).ConfigureAwait(false);
        return new ApiSurface(
            [.. read.SelectMany(version => version.Kinds!)],
            read.Where(version => version.Failure is not null).ToDictionary(version => version.ApiVersion, version => version.Failure!)
        )
        {
            Versions = [.. read.Select(version => version.ApiVersion).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private async Task<KubeObject> AskAsync(string path, CancellationToken cancellationToken) =>
        new(
            await new ApiRequest(HttpMethod.Get, path) { Accept = Accepted }
                .RunAsync(Transport, cancellationToken)
                .ConfigureAwait(false)
        );

    private static IEnumerable<ServedVersion> Aggregated(KubeObject list) =>
        from item in list.Items("items")
        let name = item.Text("metadata", "name") ?? ""
        from version in item.Items("versions")
        let text = version.Text("version") ?? ""
        select new ServedVersion(
            name,
            text,
            version.Text("freshness") == "Stale"
                ? []
                : [.. version.Items("resources").Select(resource => KindOf(name, text, resource)).OfType<ResourceKind>()],
            version.Text("freshness") == "Stale" ? "its server does not answer" : null
        );

    private static ResourceKind? KindOf(string name, string version, KubeObject resource) =>
        resource.Text("responseKind", "kind") is { Length: > 0 } kind
            ? new ResourceKind(
                resource.Text("responseKind", "group") is { Length: > 0 } other ? other : name,
                resource.Text("responseKind", "version") is { Length: > 0 } own ? own : version,
                kind,
                resource.Text("resource") ?? "",
                resource.Text("scope") == "Namespaced"
            )
            {
                Verbs = TextsOf(resource, "verbs"),
            }
            : null;

    /// <summary>The old way: names of versions only.</summary>
    private static IEnumerable<ServedVersion> Announced(KubeObject list) =>
        list.Kind == "APIVersions"
            ? TextsOf(list, "versions").Select(version => new ServedVersion("", version, null, null))
            : list.Items("groups").SelectMany(AnnouncedOf);

    private static IEnumerable<ServedVersion> AnnouncedOf(KubeObject served)
    {
        var preferred = served.Text("preferredVersion", "version");
        return served
            .Items("versions")
            .Select(version => new ServedVersion(served.Text("name") ?? "", version.Text("version") ?? "", null, null))
            .OrderBy(version => version.Version != preferred);
    }

    private async Task<ServedVersion> ReadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.Kinds is not null)
        {
            return version;
        }

        var path = version.Group.Length == 0 ? $"/api/{version.Version}" : $"/apis/{version.Group}/{version.Version}";
        try
        {
            var list = new KubeObject(
                await new ApiRequest(HttpMethod.Get, path).RunAsync(Transport, cancellationToken).ConfigureAwait(false)
            );
            return version with
            {
                Kinds =
                [
                    .. list.Items("resources")
                        .Where(resource => !resource.Text("name")!.Contains('/', StringComparison.Ordinal))
                        .Select(resource => new ResourceKind(
                            version.Group,
                            version.Version,
                            resource.Kind,
                            resource.Text("name")!,
                            resource.Flag("namespaced")
                        )
                        {
                            Verbs = TextsOf(resource, "verbs"),
                        }),
                ],
            };
        }
        catch (ApiException failed) when (failed.StatusCode is not null)
        {
            // An aggregated server that is down must not hide the rest: metrics, say.
            return version with { Kinds = [], Failure = failed.Message };
        }
    }

    private static IReadOnlyList<string> TextsOf(KubeObject item, string key) =>
        item.At(key) is JsonArray texts ? [.. texts.Select(text => text?.GetValue<string>()).OfType<string>()] : [];

    private sealed record ServedVersion(string Group, string Version, IReadOnlyList<ResourceKind>? Kinds, string? Failure)
    {
        public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
    }
}
