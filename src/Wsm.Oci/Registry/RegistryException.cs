using System.Net;
using Wsm.Oci.Content;

namespace Wsm.Oci.Registry;

/// <summary>A registry that could not be reached, or that refused. The message is a sentence for a person.</summary>
public sealed class RegistryException : ContentException
{
    public RegistryException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>Null when no request was made.</summary>
    public string? Method { get; init; }

    /// <summary>Without user info and query values.</summary>
    public string? Uri { get; init; }

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The registry's own error codes: <c>MANIFEST_UNKNOWN</c>, <c>DENIED</c> …</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>What the person can do, a sentence; null when nothing sensible can be said.</summary>
    public string? Hint { get; init; }

    /// <summary>The pause the registry asked for before another try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may well succeed later.</summary>
    public bool IsTransient { get; init; }
}
