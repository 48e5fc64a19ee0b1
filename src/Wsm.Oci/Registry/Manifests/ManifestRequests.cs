using System.Net;
using System.Net.Http.Headers;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Manifests;

/// <summary>Asks for, reads and stores the manifests of one repository.</summary>
internal sealed class ManifestRequests(RegistryHost host, string repository)
{
    private const string Accept = $"{MediaTypes.OciIndex}, {MediaTypes.OciManifest}, {MediaTypes.DockerList}, {MediaTypes.DockerManifest}";

    private readonly string[] _pull = [Scope.Pull(repository)];
    private readonly string[] _push = [Scope.Push(repository)];

    /// <summary>Null when there is none.</summary>
    public async Task<Descriptor?> FindAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        using (var request = await RequestAsync(HttpMethod.Head, tagOrDigest, cancellationToken).ConfigureAwait(false))
        using (var response = await host.SendAsync(request, _pull, cancellationToken).ConfigureAwait(false))
        {
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            if (response.IsSuccessStatusCode && Describe(response, tagOrDigest) is { } found)
            {
                return found;
            }

            // Any other refusal is left to the GET, whose answer has a body that says why; some registries know no HEAD at all.
        }

        try
        {
            return (await GetAsync(tagOrDigest, cancellationToken).ConfigureAwait(false)).Descriptor;
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Bytes can go wrong on the line without a connection breaking, so a wrong digest is asked about once more.</summary>
    public async Task<RawManifest> GetAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        try
        {
            return await GetOnceAsync(tagOrDigest, cancellationToken).ConfigureAwait(false);
        }
        catch (IntegrityException e) when (host.Options.Retry.MaxRetries > 0)
        {
            var pause = RetryPipeline.Pause(host.Options.Retry, 0, null);
            host.Options.Retry.OnRetry?.Invoke(new RetryNotice(host.Name, e.Message, 1, pause));
            await Task.Delay(pause, host.Options.Time, cancellationToken).ConfigureAwait(false);
        }

        return await GetOnceAsync(tagOrDigest, cancellationToken).ConfigureAwait(false);
    }

    public async Task PutAsync(RawManifest manifest, string? tag, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Put, tag ?? manifest.Digest.ToString(), cancellationToken).ConfigureAwait(false);
        request.Content = new ReadOnlyMemoryContent(manifest.Bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType);
        using var response = await host.ExpectAsync(request, _push, cancellationToken).ConfigureAwait(false);
        if (StoredDigest(response) is { } stored && stored.Algorithm == manifest.Digest.Algorithm && stored != manifest.Digest)
        {
            throw new IntegrityException($"{host.Name} stored manifest {manifest.Digest} of {repository} as {stored}");
        }

        // A registry that knows referrers says so here; for any other the list is kept under a tag by its clients.
        if (response.Headers.Contains("OCI-Subject") || SubjectOf(manifest) is not { } subject)
        {
            return;
        }

        await new ReferrerList(host, repository, this).AddToTagAsync(subject, manifest, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Delete, digest.ToString(), cancellationToken).ConfigureAwait(false);
        using var response = await host.ExpectAsync(request, [Scope.Delete(repository)], cancellationToken).ConfigureAwait(false);
    }

    private async Task<RawManifest> GetOnceAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, tagOrDigest, cancellationToken).ConfigureAwait(false);
        request.Options.Set(RequestKeys.LargestBody, RawManifest.LargestSize);
        using var response = await host.ExpectAsync(request, _pull, cancellationToken).ConfigureAwait(false);
        if (WebPage.Is(response))
        {
            throw NotARegistry(request, response);
        }

        return Check(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), response, tagOrDigest);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string tagOrDigest, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(tagOrDigest, out _) && !ReferenceGrammar.IsTag(tagOrDigest))
        {
            throw new RegistryException($"{Quoted.Text(tagOrDigest)} is neither a tag nor a digest");
        }

        var uris = new RegistryUris(await host.EndpointAsync(cancellationToken).ConfigureAwait(false), repository);
        var request = new HttpRequestMessage(method, uris.Manifest(tagOrDigest));
        if (method == HttpMethod.Get || method == HttpMethod.Head)
        {
            request.Headers.TryAddWithoutValidation("Accept", Accept);
        }

        return request;
    }

    private RawManifest Check(byte[] body, HttpResponseMessage response, string tagOrDigest)
    {
        var expected = Digest.TryParse(tagOrDigest, out var asked) ? asked : StoredDigest(response);
        RawManifest manifest;
        try
        {
            manifest = RawManifest.Create(body, response.Content.Headers.ContentType?.ToString(), expected?.Algorithm ?? Digest.Sha256);
        }
        catch (ManifestException e)
        {
            if (expected is not null && Digest.Of(body, expected.Algorithm) != expected)
            {
                throw Differs(expected, Digest.Of(body, expected.Algorithm));
            }

            throw new ContentException($"{host.Name}/{repository}, {tagOrDigest}: {e.Message}", e);
        }

        return expected is null || manifest.Digest == expected ? manifest : throw Differs(expected, manifest.Digest);

        IntegrityException Differs(Digest wanted, Digest found) =>
            new(
                $"{host.Name} sent a manifest of {repository} with digest {found} where {wanted} was "
                    + $"{(asked is null ? "promised" : "asked for")}"
            );
    }

    private static Descriptor? Describe(HttpResponseMessage response, string tagOrDigest)
    {
        var headers = response.Content.Headers;
        var digest = StoredDigest(response) ?? (Digest.TryParse(tagOrDigest, out var asked) ? asked : null);
        var mediaType = headers.ContentType?.MediaType;
        if (digest is null || mediaType is null || headers.ContentLength is not { } size)
        {
            return null;
        }

        return MediaTypes.IsIndex(mediaType) || MediaTypes.IsManifest(mediaType)
            ? new Descriptor
            {
                MediaType = mediaType,
                Digest = digest,
                Size = size,
            }
            : null;
    }

    private static Digest? StoredDigest(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.First(), out var digest)
            ? digest
            : null;

    private static Descriptor? SubjectOf(RawManifest manifest) =>
        manifest.IsIndex ? manifest.AsIndex().Subject : manifest.AsImage().Subject;

    private RegistryException NotARegistry(HttpRequestMessage request, HttpResponseMessage response) =>
        new($"{host.Name} answered with a web page where a manifest was asked for")
        {
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri!),
            Status = response.StatusCode,
            Problem = RegistryProblem.WebPage,
            Registry = host.Name,
        };
}
