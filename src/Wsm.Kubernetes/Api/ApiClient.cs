using System.Net;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Kubernetes.Transport;

namespace Wsm.Kubernetes.Api;

/// <summary>The objects of one cluster, as one user sees them. Thread-safe.</summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/api-concepts/</remarks>
public sealed class ApiClient : IDisposable
{
    private const int PageSize = 500;

    public ApiClient(ClusterAccess access, ApiOptions options) => Transport = new ApiTransport(access, options);

    public ClusterAccess Access => Transport.Access;

    internal ApiTransport Transport { get; }

    /// <summary>What <c>/version</c> says.</summary>
    public Task<JsonObject> GetVersionAsync(CancellationToken cancellationToken) =>
        new ApiRequest(HttpMethod.Get, "/version").RunAsync(Transport, cancellationToken);

    /// <summary>The object, or null where there is none of that name.</summary>
    /// <exception cref="ApiException">The server refused for another reason, or did not answer.</exception>
    public async Task<KubeObject?> FindAsync(ResourceKind kind, string? space, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(new ApiRequest(HttpMethod.Get, kind.PathOf(space, name)), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Every object of a kind, read in pages. A list that the server forgets half-way is begun anew, once.</summary>
    /// <param name="space">Null for every namespace.</param>
    public async Task<KubeList> ListAsync(ResourceKind kind, string? space, Selection selection, CancellationToken cancellationToken)
    {
        try
        {
            return await ListOnceAsync(kind, space, selection, PageSize, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException expired) when (expired.IsExpired)
        {
            // In one piece, which cannot grow old on the way.
            return await ListOnceAsync(kind, space, selection, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="options">Who owns its fields, and whether the server is only to say what would come of it; null for the usual.</param>
    public Task<KubeObject> CreateAsync(
        ResourceKind kind,
        string? space,
        KubeObject item,
        CancellationToken cancellationToken,
        ApplyOptions? options = null
    ) =>
        RunAsync(
            new ApiRequest(HttpMethod.Post, kind.PathOf(space))
            {
                Query = [new("fieldManager", options?.FieldManager), new("dryRun", options?.DryRun == true ? "All" : null)],
                Body = item.Json,
            },
            cancellationToken
        );

    /// <summary>Puts an object in the place of the one that has its name.</summary>
    /// <exception cref="ApiException">There is none, or it names a version of it that is no longer the newest.</exception>
    public Task<KubeObject> ReplaceAsync(ResourceKind kind, string? space, KubeObject item, CancellationToken cancellationToken) =>
        RunAsync(new ApiRequest(HttpMethod.Put, kind.PathOf(space, item.Name)) { Body = item.Json }, cancellationToken);

    /// <summary>Server-side apply: makes the object, or changes the fields that are named.</summary>
    /// <exception cref="ApiException">Others own fields that are named (<see cref="ApiException.IsConflict"/>), or the object is
    /// refused.</exception>
    public Task<KubeObject> ApplyAsync(
        ResourceKind kind,
        string? space,
        KubeObject item,
        ApplyOptions options,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            new ApiRequest(HttpMethod.Patch, kind.PathOf(space, item.Name))
            {
                Query =
                [
                    new("fieldManager", options.FieldManager),
                    new("force", options.Force ? "true" : "false"),
                    new("fieldValidation", options.Strict ? "Strict" : null),
                    new("dryRun", options.DryRun ? "All" : null),
                ],
                Body = item.Json,
                BodyType = "application/apply-patch+yaml",
            },
            cancellationToken
        );

    public Task<KubeObject> PatchAsync(
        ResourceKind kind,
        string? space,
        string name,
        PatchForm form,
        JsonNode patch,
        CancellationToken cancellationToken,
        string? part = null,
        bool dryRun = false
    ) =>
        RunAsync(
            new ApiRequest(HttpMethod.Patch, kind.PathOf(space, name, part))
            {
                Query = [new("dryRun", dryRun ? "All" : null)],
                Body = patch,
                BodyType = form switch
                {
                    PatchForm.Json => "application/json-patch+json",
                    PatchForm.Strategic => "application/strategic-merge-patch+json",
                    _ => "application/merge-patch+json",
                },
            },
            cancellationToken
        );

    /// <summary>Whether there was something to delete.</summary>
    public async Task<bool> DeleteAsync(
        ResourceKind kind,
        string? space,
        string name,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
    {
        var body = new JsonObject
        {
            ["kind"] = "DeleteOptions",
            ["apiVersion"] = "v1",
            ["propagationPolicy"] = options.Propagation.ToString(),
        };
        if (options.Uid is { } uid)
        {
            body["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        if (options.GraceSeconds is { } grace)
        {
            body["gracePeriodSeconds"] = grace;
        }

        if (options.DryRun)
        {
            body["dryRun"] = new JsonArray("All");
        }

        try
        {
            await new ApiRequest(HttpMethod.Delete, kind.PathOf(space, name)) { Body = body }
                .RunAsync(Transport, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (ApiException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Whether one may do something; asking needs no right of its own.</summary>
    public async Task<AccessAnswer> AskAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        var (resource, part) = question.Resource.Split('/', 2) is [var whole, var inner] ? (whole, inner) : (question.Resource, null);
        var attributes = new JsonObject
        {
            ["verb"] = question.Verb,
            ["group"] = question.Group,
            ["resource"] = resource,
        };
        foreach (
            var (key, value) in ((string, string?)[])[("subresource", part), ("namespace", question.Namespace), ("name", question.Name)]
        )
        {
            if (value is not null)
            {
                attributes[key] = value;
            }
        }

        var answer = await RunAsync(
                new ApiRequest(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
                {
                    Body = new JsonObject
                    {
                        ["apiVersion"] = "authorization.k8s.io/v1",
                        ["kind"] = "SelfSubjectAccessReview",
                        ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
                    },
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return new AccessAnswer(
            answer.Flag("status", "allowed"),
            answer.Text("status", "reason") is { Length: > 0 } why ? why : answer.Text("status", "evaluationError")
        );
    }

    /// <summary>A container's log, line by line.</summary>
    /// <param name="tail">Only so many lines from its end; null for all.</param>
    /// <param name="previous">Of the run before this one.</param>
    /// <param name="follow">Go on until the container ends.</param>
    public async IAsyncEnumerable<string> ReadLogAsync(
        string space,
        string pod,
        string? container,
        int? tail,
        bool previous,
        bool follow,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var request = new ApiRequest(HttpMethod.Get, ResourceKind.Pod.PathOf(space, pod, "log"))
        {
            Accept = "*/*",
            Query =
            [
                new("container", container),
                new("tailLines", tail?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                new("previous", previous ? "true" : null),
                new("follow", follow ? "true" : null),
            ],
        };
        using var response = await request.OpenAsync(Transport, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => Transport.Dispose();

    private async Task<KubeObject> RunAsync(ApiRequest request, CancellationToken cancellationToken) =>
        new(await request.RunAsync(Transport, cancellationToken).ConfigureAwait(false));

    private async Task<KubeList> ListOnceAsync(
        ResourceKind kind,
        string? space,
        Selection selection,
        int? pageSize,
        CancellationToken cancellationToken
    )
    {
        var items = new List<KubeObject>();
        string? next = null;
        while (true)
        {
            var page = await RunAsync(
                    new ApiRequest(HttpMethod.Get, kind.PathOf(space))
                    {
                        Query =
                        [
                            new("labelSelector", selection.Labels),
                            new("fieldSelector", selection.Fields),
                            new("limit", pageSize?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                            new("continue", next),
                        ],
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            items.AddRange(page.Items("items").Select(item => WithKind(item, kind)));
            next = page.Text("metadata", "continue");
            if (next is not { Length: > 0 })
            {
                return new KubeList(items, page.ResourceVersion);
            }
        }
    }

    /// <summary>In a list, items do not say what they are.</summary>
    private static KubeObject WithKind(KubeObject item, ResourceKind kind)
    {
        item.Json["apiVersion"] ??= kind.ApiVersion;
        item.Json["kind"] ??= kind.Kind;
        return item;
    }
}
