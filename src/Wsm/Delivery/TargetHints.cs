using System.Net;
using Wsm.Oci.Registry;

namespace Wsm.Delivery;

/// <summary>What registries of the field mean when they refuse a push.</summary>
internal static class TargetHints
{
    /// <summary>Null where the client's own hint is the better one.</summary>
    public static string? For(RegistryException refused)
    {
        if (refused.Method is not ("POST" or "PUT" or "PATCH" or "HEAD"))
            return null;
        var named =
            refused.Codes.Contains("NAME_UNKNOWN")
            || refused.Codes.Contains("PROJECT_NOT_FOUND")
            || refused.Codes.Contains("PROJECTPOLICYVIOLATION");
        return refused.Status switch
        {
            HttpStatusCode.NotFound when refused.Method is "POST" or "PUT" || named =>
                "The project or repository may have to exist first: create it there (Harbor: --create-projects), or choose another place with --registry HOST/PROJECT or --map.",
            HttpStatusCode.BadRequest when refused.Codes.Contains("NAME_INVALID") =>
                "The registry may refuse nested paths; --path-style flat makes them one level deep.",
            HttpStatusCode.RequestEntityTooLarge =>
                "A proxy before the registry limits request bodies; --chunk-size 10M stays below its limit.",
            HttpStatusCode.InsufficientStorage => "The registry's disk is full.",
            HttpStatusCode.MethodNotAllowed => "The registry is read-only: a mirror or a cache cannot be pushed to.",
            _ => null,
        };
    }
}
