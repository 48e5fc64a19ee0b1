using System.Net;
using Wsm.Oci.Content;

namespace Wsm.Oci.Registry.Failures;

/// <summary>A registry that could not be reached, or that refused. The message is a sentence for a person.</summary>
public sealed class RegistryException : ContentException
{
    public RegistryException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>What a program may say a word about: how to log in, whom to trust.</summary>
    public RegistryProblem Problem { get; init; }

    /// <summary>Host and optional port, as in references; null when the trouble is not with one.</summary>
    public string? Registry { get; init; }

    /// <summary>Null when no request was made.</summary>
    public string? Method { get; init; }

    /// <summary>Without user info and query values.</summary>
    public string? Uri { get; init; }

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>What the server said in its answer's body, on one line; null when it said nothing.</summary>
    public string? Words { get; init; }

    /// <summary>The registry's own error codes: <c>MANIFEST_UNKNOWN</c>, <c>DENIED</c> …</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The pause the registry asked for before another try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether a question such as "is it there?" stays open after this: there was an answer, and it tells nothing of what may be sent.
    /// Quay,
    /// GHCR and Artifactory answer 401 or 403 for what is not there yet; a registry whose disk was full stumbles over half a tag (500).
    /// </summary>
    public bool LeavesOpen => Status is not null && (!IsTransient || Status == HttpStatusCode.InternalServerError);

    /// <summary>Whether the same request may well succeed later.</summary>
    public bool IsTransient { get; init; }
}
