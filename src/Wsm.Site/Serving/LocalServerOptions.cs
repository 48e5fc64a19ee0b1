using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Security;

namespace Wsm.Site.Serving;

/// <summary>Where a <see cref="LocalServer"/> listens and what it answers with.</summary>
public sealed record LocalServerOptions
{
    /// <summary>Loopback and a free port unless told otherwise.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Asked in this order; the first that knows the path answers.</summary>
    public required IReadOnlyList<IEndpoint> Endpoints { get; init; }

    /// <summary>With its key: TLS, with HTTP/1.1 and HTTP/2; null is plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Who may come in; null lets everybody in.</summary>
    public BasicAuthentication? Authentication { get; init; }

    public ClientPatience Patience { get; init; } = new();

    /// <summary>Told of every finished request; for a request log.</summary>
    public Action<ServedRequest>? OnRequest { get; init; }
}
