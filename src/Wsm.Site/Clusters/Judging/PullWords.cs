namespace Wsm.Site.Clusters.Judging;

/// <summary>Understands what container runtimes say when they do not get an image that is there.</summary>
internal static class PullWords
{
    private static readonly (PullCause Cause, string[] Words)[] Known =
    [
        (PullCause.PlainHttp, ["server gave HTTP response to HTTPS client"]),
        (
            PullCause.Certificate,
            ["x509:", "certificate signed by unknown authority", "tls: failed to verify", "certificate is not trusted"]
        ),
        (PullCause.Platform, ["no match for platform", "no image found in manifest list for architecture", "no matching manifest"]),
        (
            PullCause.Credential,
            [
                "401",
                "403",
                "unauthorized",
                "authorization failed",
                "authentication required",
                "no basic auth credentials",
                "pull access denied",
                "access to the resource is denied",
                "insufficient_scope",
                "Unable to retrieve some image pull secrets",
            ]
        ),
        (
            PullCause.Unreachable,
            [
                "no such host",
                "i/o timeout",
                "connection refused",
                "no route to host",
                "network is unreachable",
                "connection reset",
                "deadline exceeded",
                "server misbehaving",
                "proxyconnect",
            ]
        ),
    ];

    public static PullCause CauseOf(string? message) =>
        message is null
            ? PullCause.Unexplained
            : Known.FirstOrDefault(known => known.Words.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase))).Cause;
}
