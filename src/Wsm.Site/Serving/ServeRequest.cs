using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wsm.Bundles.Reading;
using Wsm.Site.Serving.Security;

namespace Wsm.Site.Serving;

/// <summary>What to serve, where and to whom.</summary>
public sealed record ServeRequest
{
    public required string Bundle { get; init; }

    /// <summary>Asked before the bundle's lock is believed.</summary>
    public LockVerifier? Gate { get; init; }

    /// <summary>Bundles that have what a delta leaves out.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];

    public required IPEndPoint Listen { get; init; }

    /// <summary>The folder that pushes go to; null serves the bundle alone.</summary>
    public string? PushFolder { get; init; }

    public X509Certificate2? Certificate { get; init; }

    public Htpasswd? Users { get; init; }
}
