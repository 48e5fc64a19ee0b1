using Wsm.Oci.Credentials;
using Wsm.Oci.Registry.Origins;

namespace Wsm.Oci.Registry.Options;

/// <summary>Everything a <see cref="RegistryClient"/> is told once.</summary>
public sealed record RegistryOptions
{
    /// <summary>For the proxy variables.</summary>
    public EnvironmentVariables Environment { get; init; } = EnvironmentVariables.Empty;

    public ICredentialSource Credentials { get; init; } = new NoCredentials();

    /// <summary>
    /// Token servers, <c>HOST</c> or <c>HOST:PORT</c>, that may be shown the credentials of a registry of another domain which names them.
    /// </summary>
    public IReadOnlyCollection<string> TrustedRealms { get; init; } = [];

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Where images are fetched from that are published elsewhere, the first rule that matches first.</summary>
    public IReadOnlyList<OriginRule> Origins { get; init; } = [];

    public RetryOptions Retry { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string UserAgent { get; init; } = "wsm";

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a server may take to begin its answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The same where something was sent: slow registries take their time to commit a large blob.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A transfer that moves no byte for so long is broken off and resumed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One line for each request and answer, secrets left out.</summary>
    public Action<string>? Log { get; init; }
}
