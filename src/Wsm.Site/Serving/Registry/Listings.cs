using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Storage;

namespace Wsm.Site.Serving.Registry;

/// <summary>What there is: repositories, tags, referrers.</summary>
internal sealed class Listings(IRegistryContent content)
{
    public Task CatalogAsync(HttpContext context)
    {
        if (Paging.Page(context, content.Repositories.Keys.Where(RegistryNames.IsRepository)) is not { } page)
        {
            return BadCountAsync(context);
        }

        return RegistryAnswers.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            WriteNames(json, "repositories", page);
            json.WriteEndObject();
        });
    }

    public Task TagsAsync(HttpContext context, string name)
    {
        if (!content.Repositories.TryGetValue(name, out var repository))
        {
            return RegistryAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "NAME_UNKNOWN", $"repository '{name}' is not here");
        }

        if (Paging.Page(context, repository.Tags.Keys) is not { } page)
        {
            return BadCountAsync(context);
        }

        return RegistryAnswers.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            WriteNames(json, "tags", page);
            json.WriteEndObject();
        });
    }

    /// <summary>An index of the manifests whose subject is the one asked for; empty, not an error, where there are none.</summary>
    public Task ReferrersAsync(HttpContext context, RegistryPath path)
    {
        if (!Digest.TryParse(path.Argument, out var subject))
        {
            return RegistryAnswers.DigestInvalidAsync(context, path.Argument);
        }

        var type = context.Request.Query["artifactType"].ToString();
        var listing = content.Repositories.GetValueOrDefault(path.Name, RepositoryListing.Empty);
        var found = listing
            .Manifests.Values.Where(held => held.Subject == subject && (type.Length == 0 || held.Descriptor.ArtifactType == type))
            .Select(held => held.Descriptor)
            .OrderBy(manifest => manifest.Digest.Hex, StringComparer.Ordinal);
        if (type.Length > 0)
        {
            context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        return RegistryAnswers.JsonAsync(context, StatusCodes.Status200OK, json => WriteIndex(json, found), MediaTypes.OciIndex);
    }

    private static Task BadCountAsync(HttpContext context) =>
        RegistryAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, "UNSUPPORTED", "n must be a count");

    private static void WriteNames(Utf8JsonWriter json, string property, List<string> names)
    {
        json.WriteStartArray(property);
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void WriteIndex(Utf8JsonWriter json, IEnumerable<Descriptor> manifests)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.OciIndex);
        json.WriteStartArray("manifests");
        foreach (var manifest in manifests)
        {
            json.WriteStartObject();
            json.WriteString("mediaType", manifest.MediaType);
            json.WriteString("digest", manifest.Digest.ToString());
            json.WriteNumber("size", manifest.Size);
            if (manifest.ArtifactType is { } type)
            {
                json.WriteString("artifactType", type);
            }

            if (manifest.Annotations.Count > 0)
            {
                json.WriteStartObject("annotations");
                foreach (var (key, value) in manifest.Annotations)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
