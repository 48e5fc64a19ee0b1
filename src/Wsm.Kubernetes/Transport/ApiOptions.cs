using System.Net;

namespace Wsm.Kubernetes.Transport;

/// <summary>How a cluster is spoken to, and the world that is done in.</summary>
public sealed record ApiOptions
{
    /// <summary>For credential plugins.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The proxy for clusters whose context names none.</summary>
    public IWebProxy? Proxy { get; init; }

    public bool InputIsTerminal { get; init; }

    /// <summary>Told what a credential plugin says to the person.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Told of every request: its method, address and answer, never its secrets.</summary>
    public Action<string>? Log { get; init; }

    public string UserAgent { get; init; } = "";

    /// <summary>How long a request may be without an answer. Watches and logs are not bounded.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How often a request is made again that the server puts off, or that the network lost.</summary>
    public int Retries { get; init; } = 8;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
