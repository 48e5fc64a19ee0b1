namespace Wsm.Site.Serving.Registry;

internal enum RegistryRoom
{
    Ping,
    Catalog,
    Tags,
    Manifest,
    Blob,
    Uploads,
    Upload,
    Referrers,
}

/// <summary>A request path of the distribution API, taken apart: room, repository name, and a tag, digest or upload id.</summary>
internal readonly record struct RegistryPath(RegistryRoom Room, string Name, string Argument)
{
    /// <summary>False for a path that no rule of the specification makes.</summary>
    public static bool TryParse(string path, out RegistryPath result)
    {
        result = default;
        if (path is "/v2" or "/v2/")
        {
            return Found(RegistryRoom.Ping, "", "", out result);
        }

        if (!path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return false;
        }

        if (path == "/v2/_catalog")
        {
            return Found(RegistryRoom.Catalog, "", "", out result);
        }

        var parts = path[4..].Split('/');
        if (parts.Length >= 3 && parts[^2] == "blobs" && parts[^1] == "uploads")
        {
            return Found(RegistryRoom.Uploads, NameOf(parts, 2), "", out result);
        }

        if (parts.Length >= 4 && parts[^3] == "blobs" && parts[^2] == "uploads")
        {
            return parts[^1].Length == 0
                ? Found(RegistryRoom.Uploads, NameOf(parts, 3), "", out result)
                : Found(RegistryRoom.Upload, NameOf(parts, 3), parts[^1], out result);
        }

        if (parts.Length < 3)
        {
            return false;
        }

        var name = NameOf(parts, 2);
        return parts[^2] switch
        {
            "manifests" => Found(RegistryRoom.Manifest, name, parts[^1], out result),
            "blobs" => Found(RegistryRoom.Blob, name, parts[^1], out result),
            "referrers" => Found(RegistryRoom.Referrers, name, parts[^1], out result),
            "tags" when parts[^1] == "list" => Found(RegistryRoom.Tags, name, "", out result),
            _ => false,
        };
    }

    private static string NameOf(string[] parts, int tail) => string.Join('/', parts[..^tail]);

    private static bool Found(RegistryRoom room, string name, string argument, out RegistryPath result)
    {
        result = new RegistryPath(room, name, argument);
        return true;
    }
}
