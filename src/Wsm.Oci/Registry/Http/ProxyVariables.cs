using System.Net;

namespace Wsm.Oci.Registry.Http;

/// <summary>The proxy that <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> (or their lower-case forms) name, by the rules of curl and Go.</summary>
internal sealed class ProxyVariables : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly NoProxyList _exceptions;

    public ProxyVariables(EnvironmentVariables environment)
    {
        _http = Read(environment, "HTTP_PROXY");
        _https = Read(environment, "HTTPS_PROXY");
        _exceptions = new NoProxyList(environment["NO_PROXY"] ?? environment["no_proxy"] ?? "");
        Credentials = new ProxyCredentials();
    }

    public bool Any => _http is not null || _https is not null;

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyFor(destination);

    public bool IsBypassed(Uri host) => ProxyFor(host) is null || host.IsLoopback || _exceptions.Contains(host);

    private Uri? ProxyFor(Uri destination) => destination.Scheme == "https" ? _https : _http;

    private static Uri? Read(EnvironmentVariables environment, string name)
    {
        if ((environment[name] ?? environment[name.ToLowerInvariant()]) is not { } value)
            return null;
        var text = value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value;
        if (text.StartsWith("socks5h:", StringComparison.OrdinalIgnoreCase))
            text = "socks5:" + text["socks5h:".Length..];
        var good =
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5";
        return good
            ? uri
            : throw new RegistryException($"the environment variable {name} is not the address of a proxy")
            {
                Hint = "It should look like http://proxy.example:3128.",
            };
    }

    /// <summary>The user and password that a proxy's own address carries.</summary>
    private sealed class ProxyCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            if (uri.UserInfo.Length == 0)
                return null;
            var parts = uri.UserInfo.Split(':', 2);
            return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }
    }
}
