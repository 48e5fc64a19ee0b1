using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>Finds out what kind of manifest a document is, and refuses documents that could be read as two kinds.</summary>
internal static class ManifestKind
{
    public static string Determine(ReadOnlyMemory<byte> bytes, string? declared)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        using var document = JsonFields.ParseDocument(bytes, "the manifest");
        var fields = new JsonFields(document.RootElement, "the manifest");
        var inside = fields.OptionalString("mediaType");
        RefuseSchema1(type, fields);

        var known = Known(inside) ?? Known(type) ?? Guess(fields);
        if (known is null)
        {
            throw new ManifestException($"the document is not an image manifest or index ({Quoted.Text(inside ?? declared)})");
        }

        // What a registry calls it in passing counts less than its own word, as long as both mean the same kind of document.
        if (Known(type) is { } outside && MediaTypes.IsIndex(outside) != MediaTypes.IsIndex(known))
        {
            throw new ManifestException($"the manifest was sent as {outside} but calls itself {known}");
        }

        // One document that is a valid manifest and a valid index could mean different things to different readers (CVE-2021-41190).
        var confused = MediaTypes.IsIndex(known)
            ? fields.Has("layers") || fields.Has("config") || fields.Has("fsLayers")
            : fields.Has("manifests") || fields.Has("fsLayers");
        if (confused)
        {
            throw new ManifestException("the document mixes the fields of a manifest and an index, and is refused as ambiguous");
        }

        return known;
    }

    private static string? Known(string? type) =>
        type is not null && (MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type)) ? type : null;

    private static string? Guess(JsonFields fields)
    {
        if (fields.Has("manifests"))
        {
            return MediaTypes.OciIndex;
        }

        return fields.Has("config") && fields.Has("layers") ? MediaTypes.OciManifest : null;
    }

    private static void RefuseSchema1(string? type, JsonFields fields)
    {
        var isOld =
            type is MediaTypes.DockerSchema1 or MediaTypes.DockerSchema1Signed
            || fields.Has("fsLayers")
            || fields.OptionalNumber("schemaVersion") == 1;
        if (isOld)
        {
            throw new ManifestException(
                "the image has the old Docker schema 1 format, which is not supported; push it again with a current docker or podman"
            );
        }
    }
}
