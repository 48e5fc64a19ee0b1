using System.Net;

namespace Wsm.Kubernetes.Failures;

/// <summary>A request that the API server refused, or did not answer.</summary>
public sealed class ApiException(string message, Exception? cause = null) : Exception(message, cause)
{
    public required string Method { get; init; }

    /// <summary>The path that was asked, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>Null when no answer came.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The server's own word: <c>NotFound</c>, <c>Conflict</c>, <c>Invalid</c>; null where it gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>What the server says in its <c>Status</c>, as it says it.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>Field by field, where the server tells.</summary>
    public IReadOnlyList<ApiCause> Causes { get; init; } = [];

    public bool IsConflict => StatusCode == HttpStatusCode.Conflict;

    /// <summary>What was watched or listed from has been forgotten: the list must be read anew.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Reason is "Expired" or "Gone";
}

/// <param name="Reason"><c>FieldManagerConflict</c>, <c>FieldValueInvalid</c> …</param>
/// <param name="Field">As the server writes it: <c>.spec.replicas</c>.</param>
public sealed record ApiCause(string? Reason, string? Message, string? Field);
