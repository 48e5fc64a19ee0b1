using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Wsm.Peers.Kubernetes;

/// <summary>What the stand-in for an API server answers to one request.</summary>
internal sealed class FakeAnswer(FakeObjects objects, HttpContext context)
{
    private string Path => context.Request.Path.Value!.TrimEnd('/');

    public Task WriteAsync() =>
        Path switch
        {
            "/version" => ReplyAsync(
                new JsonObject
                {
                    ["major"] = "1",
                    ["minor"] = "31",
                    ["gitVersion"] = "v1.31.4",
                    ["platform"] = "linux/amd64",
                }
            ),
            "/api" => ReplyAsync(new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }),
            "/apis" => ReplyAsync(Groups()),
            _ when objects.Kinds.Where(kind => kind.Root == Path).ToList() is { Count: > 0 } kinds => ReplyAsync(Resources(kinds)),
            _ => WriteObjectsAsync(),
        };

    private async Task WriteObjectsAsync()
    {
        var (kind, space, name) = Parse();
        if (kind is null)
        {
            await FakeCluster
                .RefuseAsync(context, 404, "NotFound", "the server could not find the requested resource")
                .ConfigureAwait(false);
            return;
        }

        var path = $"{kind.Root}{(space is null ? "" : $"/namespaces/{space}")}/{kind.Plural}/{name}";
        switch (context.Request.Method)
        {
            case "GET" when name is null && context.Request.Query["watch"] == "true":
                await WatchAsync(kind, space).ConfigureAwait(false);
                break;
            case "GET" when name is null:
                await ReplyAsync(List(kind, space)).ConfigureAwait(false);
                break;
            case "GET":
                await AnswerAsync(objects.Get(path), path).ConfigureAwait(false);
                break;
            case "POST":
                var made = await BodyAsync().ConfigureAwait(false);
                if (space is not null)
                {
                    made["metadata"]!["namespace"] = space;
                }

                await (
                    objects.Get(objects.PathOf(made)) is null ? ReplyAsync(objects.Put(made), 201) : RefuseAsync(409, "AlreadyExists", path)
                ).ConfigureAwait(false);
                break;
            case "PUT" or "PATCH":
                var body = await BodyAsync().ConfigureAwait(false);
                var before = objects.Get(path);
                if (before is null && context.Request.ContentType is not "application/apply-patch+yaml")
                {
                    await RefuseAsync(404, "NotFound", path).ConfigureAwait(false);
                    break;
                }

                await ReplyAsync(objects.Put(context.Request.Method == "PUT" ? body : Merge(before ?? [], body, space)))
                    .ConfigureAwait(false);
                break;
            case "DELETE":
                await (
                    objects.Remove(path)
                        ? ReplyAsync(new JsonObject { ["kind"] = "Status", ["status"] = "Success" })
                        : RefuseAsync(404, "NotFound", path)
                ).ConfigureAwait(false);
                break;
            default:
                await RefuseAsync(405, "MethodNotAllowed", path).ConfigureAwait(false);
                break;
        }
    }

    private (FakeKind? Kind, string? Space, string? Name) Parse()
    {
        foreach (var kind in objects.Kinds.Where(kind => Path.StartsWith(kind.Root + "/", StringComparison.Ordinal)))
        {
            var words = Path[(kind.Root.Length + 1)..].Split('/');
            var space = words is ["namespaces", var named, _, ..] ? named : null;
            var rest = space is null ? words : words[2..];
            if (rest[0] == kind.Plural)
            {
                return (kind, space, rest.ElementAtOrDefault(1));
            }
        }

        return default;
    }

    private JsonObject List(FakeKind kind, string? space)
    {
        var all = objects.List(path => IsMeant(kind, space, path)).Where(Selected).ToList();
        var from = int.Parse(context.Request.Query["continue"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        var most = int.Parse(context.Request.Query["limit"].FirstOrDefault() ?? "100000", CultureInfo.InvariantCulture);
        var metadata = new JsonObject { ["resourceVersion"] = objects.Version.ToString(CultureInfo.InvariantCulture) };
        if (from + most < all.Count)
        {
            metadata["continue"] = (from + most).ToString(CultureInfo.InvariantCulture);
        }

        return new JsonObject
        {
            ["kind"] = $"{kind.Kind}List",
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. all.Skip(from).Take(most).Select(Bare)]),
        };
    }

    private async Task WatchAsync(FakeKind kind, string? space)
    {
        var changes = objects.Watch(long.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture));
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync().ConfigureAwait(false);
        await foreach (var (path, change) in changes.ReadAllAsync(context.RequestAborted).ConfigureAwait(false))
        {
            if (path.Length == 0 || (IsMeant(kind, space, path) && Selected((JsonObject)change["object"]!)))
            {
                await context.Response.WriteAsync(change.ToJsonString() + "\n", context.RequestAborted).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
    }

    private static bool IsMeant(FakeKind kind, string? space, string path) =>
        path.StartsWith(space is null ? kind.Root + "/" : $"{kind.Root}/namespaces/{space}/", StringComparison.Ordinal)
        && path.Split('/')[^2] == kind.Plural;

    private bool Selected(JsonObject item) =>
        Terms("labelSelector").All(term => (string?)item["metadata"]?["labels"]?[term.Key] == term.Value)
        && Terms("fieldSelector")
            .All(term => term.Key.Split('.').Aggregate((JsonNode?)item, (node, key) => node?[key])?.ToString() == term.Value);

    private IEnumerable<(string Key, string Value)> Terms(string selector) =>
        (context.Request.Query[selector].FirstOrDefault() ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(term => (term.Split('=')[0], term.Split('=')[^1]));

    /// <summary>In a list, items do not say what they are.</summary>
    private static JsonObject Bare(JsonObject item)
    {
        item.Remove("kind");
        item.Remove("apiVersion");
        return item;
    }

    private static JsonObject Merge(JsonObject before, JsonObject patch, string? space)
    {
        foreach (var (key, value) in patch.ToList())
        {
            before[key] =
                value is JsonObject inner && before[key] is JsonObject old
                    ? Merge((JsonObject)old.DeepClone(), inner, null)
                    : value?.DeepClone();
        }

        if (space is not null)
        {
            before["metadata"]!["namespace"] = space;
        }

        return before;
    }

    private JsonObject Groups() =>
        new()
        {
            ["kind"] = "APIGroupList",
            ["groups"] = new JsonArray([
                .. objects
                    .Kinds.Where(kind => kind.Group.Length > 0)
                    .GroupBy(kind => kind.Group)
                    .Select(served => new JsonObject
                    {
                        ["name"] = served.Key,
                        ["versions"] = new JsonArray([
                            .. served
                                .Select(kind => kind.Version)
                                .Distinct()
                                .Select(version => new JsonObject { ["groupVersion"] = $"{served.Key}/{version}", ["version"] = version }),
                        ]),
                        ["preferredVersion"] = new JsonObject { ["version"] = served.First().Version },
                    }),
            ]),
        };

    private static JsonObject Resources(List<FakeKind> kinds) =>
        new()
        {
            ["kind"] = "APIResourceList",
            ["groupVersion"] = kinds[0].ApiVersion,
            ["resources"] = new JsonArray([
                .. kinds.Select(kind => new JsonObject
                {
                    ["name"] = kind.Plural,
                    ["kind"] = kind.Kind,
                    ["namespaced"] = kind.IsNamespaced,
                    ["verbs"] = new JsonArray("get", "list", "watch", "create", "patch", "delete"),
                }),
            ]),
        };

    private async Task<JsonObject> BodyAsync() => (JsonObject)(await JsonNode.ParseAsync(context.Request.Body).ConfigureAwait(false))!;

    private Task AnswerAsync(JsonObject? item, string path) => item is null ? RefuseAsync(404, "NotFound", path) : ReplyAsync(item);

    private Task RefuseAsync(int status, string reason, string path) =>
        FakeCluster.RefuseAsync(context, status, reason, $"{reason}: {path}");

    private Task ReplyAsync(JsonObject body, int status = 200) => FakeCluster.ReplyAsync(context, status, body);
}
