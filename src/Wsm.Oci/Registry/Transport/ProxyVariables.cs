using System.Net;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>
/// The proxy that <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> (or their lower-case forms) name, by the rules of curl and Go.
/// </summary>
public sealed class ProxyVariables : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly NoProxyList _exceptions;

    public ProxyVariables(EnvironmentVariables environment)
    {
        var credentials = new ProxyCredentials();
        _http = Read(environment, "HTTP_PROXY", credentials);
        _https = Read(environment, "HTTPS_PROXY", credentials);
        _exceptions = new NoProxyList(environment["NO_PROXY"] ?? environment["no_proxy"] ?? "");
        Credentials = credentials;
    }

    public bool Any => _http is not null || _https is not null;

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyFor(destination);

    public bool IsBypassed(Uri host) => ProxyFor(host) is null || host.IsLoopback || _exceptions.Contains(host);

    private Uri? ProxyFor(Uri destination) => destination.Scheme == "https" ? _https : _http;

    private static Uri? Read(EnvironmentVariables environment, string name, ProxyCredentials credentials)
    {
        if ((environment[name] ?? environment[name.ToLowerInvariant()]) is not { } value)
        {
            return null;
        }

        var text = value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value;
        if (text.StartsWith("socks5h:", StringComparison.OrdinalIgnoreCase))
        {
            text = "socks5:" + text["socks5h:".Length..];
        }

        var good =
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5";
        return good
            ? credentials.TakeFrom(uri!)
            : throw new RegistryException($"the environment variable {name} is not the address of a proxy")
            {
                Problem = RegistryProblem.MalformedProxy,
            };
    }

    /// <summary>
    /// The user and password that a proxy's address carried. They are kept apart from it: the framework's messages quote the address.
    /// </summary>
    private sealed class ProxyCredentials : ICredentials
    {
        private readonly Dictionary<Uri, NetworkCredential> _known = [];

        /// <returns>The address without them.</returns>
        public Uri TakeFrom(Uri proxy)
        {
            if (proxy.UserInfo.Length == 0)
            {
                return proxy;
            }

            var bare = new UriBuilder(proxy) { UserName = "", Password = "" }.Uri;
            var parts = proxy.UserInfo.Split(':', 2);
            _known[bare] = new NetworkCredential(
                Uri.UnescapeDataString(parts[0]),
                parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""
            );
            return bare;
        }

        public NetworkCredential? GetCredential(Uri uri, string authType) => _known.GetValueOrDefault(uri);
    }
}
