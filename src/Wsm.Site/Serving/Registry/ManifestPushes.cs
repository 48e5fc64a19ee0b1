using System.Buffers;
using Microsoft.AspNetCore.Http;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Storage;

namespace Wsm.Site.Serving.Registry;

/// <summary>Manifests on their way in: taken only when everything they name is there.</summary>
internal sealed class ManifestPushes(IRegistryContent content, LayoutStore uploads)
{
    public async Task PutAsync(HttpContext context, RegistryPath path)
    {
        var byDigest = Digest.TryParse(path.Argument, out var asked);
        if (!byDigest && !RegistryNames.IsTag(path.Argument))
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                "MANIFEST_INVALID",
                $"'{path.Argument}' is neither a tag nor a digest"
            );
            return;
        }
        if (await ReadAsync(context) is not { } bytes)
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status413PayloadTooLarge,
                "SIZE_INVALID",
                $"a manifest may have {RawManifest.LargestSize} bytes"
            );
            return;
        }

        RawManifest manifest;
        HeldManifest held;
        Digest? missing;
        try
        {
            manifest = RawManifest.Create(bytes, context.Request.ContentType, asked?.Algorithm ?? Digest.Sha256);
            held = HeldManifest.Of(manifest);
            missing = FirstMissing(path.Name, manifest);
        }
        catch (ManifestException e)
        {
            await RegistryAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, "MANIFEST_INVALID", e.Message);
            return;
        }
        if (asked is not null && manifest.Digest != asked)
        {
            await RegistryAnswers.DigestInvalidAsync(context, path.Argument);
            return;
        }
        if (missing is not null)
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                "MANIFEST_BLOB_UNKNOWN",
                $"'{path.Name}' does not hold {missing}, which the manifest names"
            );
            return;
        }

        await uploads.PutManifestAsync(path.Name, byDigest ? null : path.Argument, manifest, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentLength = 0;
        context.Response.Headers.Location = $"/v2/{path.Name}/manifests/{manifest.Digest}";
        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.ToString();
        if (held.Subject is { } subject)
        {
            context.Response.Headers["OCI-Subject"] = subject.ToString();
        }
    }

    /// <summary>Null when the document is larger than a manifest may be.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > RawManifest.LargestSize)
        {
            return null;
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var tooLarge = read.Buffer.Length > RawManifest.LargestSize;
            if (!tooLarge && !read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var whole = tooLarge ? null : read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return whole;
        }
    }

    private Digest? FirstMissing(string name, RawManifest manifest)
    {
        if (manifest.IsIndex)
        {
            var known = content.Repositories.GetValueOrDefault(name, RepositoryListing.Empty).Manifests;
            return manifest.AsIndex().Manifests.Select(child => child.Digest).FirstOrDefault(child => !known.ContainsKey(child));
        }
        return manifest
            .AsImage()
            .Blobs.Where(blob => blob.Urls.Count == 0 && !MediaTypes.IsForeignLayer(blob.MediaType))
            .Select(blob => blob.Digest)
            .FirstOrDefault(digest => !Holds(name, digest));
    }

    private bool Holds(string name, Digest digest)
    {
        using var blob = content.OpenBlob(name, digest);
        return blob is not null;
    }
}
