using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Site.Relocations;

/// <summary>A registry and a path in it: <c>HOST[:PORT][/prefix]</c>.</summary>
internal sealed record RegistryPrefix(string Host, string Path)
{
    private static readonly string[] Schemes = ["https://", "http://", "oci://", "docker://"];

    /// <summary>With the slash that a repository's name follows, or empty.</summary>
    public string PathWithSlash => Path.Length == 0 ? "" : Path + "/";

    /// <exception cref="UserError">It is no registry's address.</exception>
    public static RegistryPrefix Parse(string text, string option)
    {
        var bare = text.Trim();
        // People paste addresses from the browser; the scheme says nothing that TLS options do not say better.
        if (Schemes.FirstOrDefault(scheme => bare.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } pasted)
        {
            bare = bare[pasted.Length..];
        }

        bare = bare.TrimEnd('/');

        var slash = bare.IndexOf('/');
        var host = slash < 0 ? bare : bare[..slash];
        var path = slash < 0 ? "" : bare[(slash + 1)..];
        if (!ImageReference.TryParse($"{bare}/x", out var probe, out var problem))
        {
            throw UserError.Usage(
                $"{option} '{text}' is not a registry address: {problem}",
                "Write HOST[:PORT][/prefix], for example registry.example.com/products."
            );
        }

        if (probe.Registry != host)
        {
            if (host is "index.docker.io" or "registry-1.docker.io")
            {
                return new RegistryPrefix(probe.Registry, path);
            }

            throw UserError.Usage(
                $"{option} '{text}' does not begin with a registry's host: '{host}' has neither a dot nor a port",
                $"Write it with its domain or port, for example {host}.example.com or {host}:5000."
            );
        }
        return new RegistryPrefix(host, path);
    }
}
