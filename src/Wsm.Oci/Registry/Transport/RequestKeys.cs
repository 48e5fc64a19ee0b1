namespace Wsm.Oci.Registry.Transport;

/// <summary>What a request tells the handlers it passes through.</summary>
internal static class RequestKeys
{
    /// <summary>The registry that it is for, as in references.</summary>
    public static readonly HttpRequestOptionsKey<string> Registry = new("wsm.registry");

    /// <summary>The token scopes it needs: <c>repository:NAME:pull</c>.</summary>
    public static readonly HttpRequestOptionsKey<IReadOnlyList<string>> Scopes = new("wsm.scopes");

    /// <summary>The caller tries again by itself, for the whole conversation that the request is part of.</summary>
    public static readonly HttpRequestOptionsKey<bool> SingleTry = new("wsm.single-try");

    /// <summary>
    /// The answer's body is read before the answer is handed on, up to so many bytes, so that one which breaks off is asked for again
    /// like any other failure.
    /// </summary>
    public static readonly HttpRequestOptionsKey<int> LargestBody = new("wsm.largest-body");

    /// <summary>Where a redirect led it last.</summary>
    public static readonly HttpRequestOptionsKey<Uri> RedirectedTo = new("wsm.redirected-to");

    /// <summary>There are credentials that the server asked for, and they were not sent over plain HTTP.</summary>
    public static readonly HttpRequestOptionsKey<bool> Withheld = new("wsm.withheld");

    /// <summary>A secret in its body, which therefore must not follow a redirect to another origin.</summary>
    public static readonly HttpRequestOptionsKey<string> Secret = new("wsm.secret");

    /// <summary>How long its answer's body may pause, and by whose clock.</summary>
    public static readonly HttpRequestOptionsKey<(TimeSpan Limit, TimeProvider Time)> Stall = new("wsm.stall");
}
