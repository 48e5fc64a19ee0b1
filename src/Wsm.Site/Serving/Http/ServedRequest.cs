namespace Wsm.Site.Serving.Http;

/// <summary>One finished request, as a request log shows it.</summary>
public sealed record ServedRequest(string Method, string Path, string Query, int Status)
{
    /// <summary>The address it came from.</summary>
    public string? Client { get; init; }

    /// <summary>Of the answer's body, as far as it was sent.</summary>
    public long Bytes { get; init; }

    /// <summary>The client went away, or was let go because it stood still, before it had everything.</summary>
    public bool Aborted { get; init; }

    /// <summary>Why the answer could not be given, or not to its end.</summary>
    public string? Failure { get; init; }
}
