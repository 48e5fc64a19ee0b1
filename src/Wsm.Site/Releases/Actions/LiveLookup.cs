using System.Text.Json.Nodes;
using Wsm.Helm.Data;
using Wsm.Kubernetes.Api;

namespace Wsm.Site.Releases.Actions;

/// <summary>Answers templates' <c>lookup</c> from a cluster.</summary>
internal sealed class LiveLookup(ApiClient client, ApiSurface surface, CancellationToken cancellationToken)
{
    /// <exception cref="FunctionException">The cluster does not have the kind.</exception>
    public MapValue Find(string apiVersion, string kind, string space, string name)
    {
        var known = surface.Find(apiVersion, kind)
            ?? throw new FunctionException(
                $"unable to get apiresource from unstructured: {apiVersion}, Kind={kind}: the cluster does not have it"
            );
        var place = known.IsNamespaced && space.Length > 0 ? space : null;
        if (name.Length > 0)
        {
            // Templates run on a thread of their own, which may wait.
            var found = client.FindAsync(known, place, name, cancellationToken).GetAwaiter().GetResult();
            return found is null ? new MapValue() : MapOf(found.Json);
        }

        var list = client.ListAsync(known, place, Selection.Everything, cancellationToken).GetAwaiter().GetResult();
        return new MapValue
        {
            ["apiVersion"] = Value.Of(apiVersion),
            ["kind"] = Value.Of($"{kind}List"),
            ["metadata"] = Value.Of(new MapValue { ["resourceVersion"] = Value.Of(list.ResourceVersion) }),
            ["items"] = Value.Of(new ListValue([.. list.Items.Select(item => Value.Of(MapOf(item.Json)))])),
        };
    }

    private static MapValue MapOf(JsonObject json)
    {
        var map = new MapValue(json.Count);
        foreach (var (key, value) in json)
        {
            map[key] = Of(value);
        }

        return map;
    }

    private static Value Of(JsonNode? node) =>
        node switch
        {
            JsonObject map => Value.Of(MapOf(map)),
            JsonArray list => Value.Of(new ListValue([.. list.Select(Of)])),
            JsonValue value when value.TryGetValue(out string? text) => Value.Of(text),
            JsonValue value when value.TryGetValue(out bool flag) => Value.Of(flag),
            JsonValue value when value.TryGetValue(out long whole) => Value.Of(whole),
            JsonValue value when value.TryGetValue(out double number) => Value.Of(number),
            _ => Value.Nil,
        };
}
