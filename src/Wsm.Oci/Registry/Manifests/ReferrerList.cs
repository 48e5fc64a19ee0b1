using System.Text.Json;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Listing;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Manifests;

/// <summary>What refers to a manifest, from the referrers API, or from the tag that stands in for it on older registries.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-referrers</remarks>
internal sealed class ReferrerList(RegistryHost host, string repository, ManifestRequests manifests)
{
    public async Task<IReadOnlyList<Descriptor>> ReadAsync(Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var uris = new RegistryUris(await host.EndpointAsync(cancellationToken).ConfigureAwait(false), repository);
        var found = new List<Descriptor>();
        var answered = false;
        await foreach (
            var (body, _) in PagedList
                .ReadAsync(
                    host,
                    uris,
                    uris.Referrers(subject, artifactType),
                    [Scope.Pull(repository)],
                    mayBeMissing: true,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            answered = true;
            found.AddRange(Parse(body));
        }

        if (!answered && await ReadTagAsync(subject, cancellationToken).ConfigureAwait(false) is { } index)
        {
            found.AddRange(index.AsIndex().Manifests);
        }

        return
        [
            .. found
                .Where(referrer => artifactType is null || referrer.ArtifactType == artifactType)
                .DistinctBy(referrer => referrer.Digest),
        ];
    }

    /// <summary>Enters a manifest in the list that a registry without the referrers API keeps under a tag.</summary>
    public async Task AddToTagAsync(Descriptor subject, RawManifest referrer, CancellationToken cancellationToken)
    {
        var index = await ReadTagAsync(subject.Digest, cancellationToken).ConfigureAwait(false);
        if (index is not null && index.AsIndex().Manifests.Any(entry => entry.Digest == referrer.Digest))
        {
            return;
        }

        await manifests.PutAsync(Extend(index, referrer), Tag(subject.Digest), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tag <c>sha256-HEX</c>, at most 128 characters long.</summary>
    private static string Tag(Digest subject) => $"{subject.Algorithm}-{(subject.Hex.Length > 64 ? subject.Hex[..64] : subject.Hex)}";

    private async Task<RawManifest?> ReadTagAsync(Digest subject, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await manifests.GetAsync(Tag(subject), cancellationToken).ConfigureAwait(false);
            return manifest.IsIndex ? manifest : null;
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private IReadOnlyList<Descriptor> Parse(byte[] body)
    {
        try
        {
            return ImageIndex.Parse(body).Manifests;
        }
        catch (ManifestException e)
        {
            throw new ContentException($"{host.Name}/{repository}, the list of referrers: {e.Message}", e);
        }
    }

    private static RawManifest Extend(RawManifest? index, RawManifest referrer) =>
        RawManifest.Create(
            ManifestText.Of(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("schemaVersion", 2);
                json.WriteString("mediaType", MediaTypes.OciIndex);
                json.WriteStartArray("manifests");
                if (index is not null)
                {
                    CopyEntries(json, index);
                }

                WriteEntry(json, referrer);
                json.WriteEndArray();
                json.WriteEndObject();
            }),
            MediaTypes.OciIndex
        );

    private static void CopyEntries(Utf8JsonWriter json, RawManifest index)
    {
        try
        {
            using var document = JsonDocument.Parse(index.Bytes);
            if (document.RootElement.TryGetProperty("manifests", out var entries) && entries.ValueKind == JsonValueKind.Array)
            {
                foreach (var entry in entries.EnumerateArray())
                {
                    entry.WriteTo(json);
                }
            }
        }
        catch (InvalidOperationException noText)
        {
            throw new ContentException($"the list of referrers has text that is none: {noText.Message}", noText);
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, RawManifest referrer)
    {
        var image = referrer.IsIndex ? null : referrer.AsImage();
        var annotations = image?.Annotations ?? referrer.AsIndex().Annotations;
        json.WriteStartObject();
        json.WriteString("mediaType", referrer.MediaType);
        json.WriteString("digest", referrer.Digest.ToString());
        json.WriteNumber("size", referrer.Bytes.Length);
        if ((image is null ? referrer.AsIndex().ArtifactType : image.ArtifactType ?? image.Config.MediaType) is { } type)
        {
            json.WriteString("artifactType", type);
        }

        if (annotations.Count > 0)
        {
            json.WriteStartObject("annotations");
            foreach (var (name, value) in annotations)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
