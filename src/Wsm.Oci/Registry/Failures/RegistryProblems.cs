namespace Wsm.Oci.Registry.Failures;

/// <summary>What an answer that is no success is about: by the registry's own codes and words first, then by the status.</summary>
internal static class RegistryProblems
{
    private const string Uploads = "/blobs/uploads/";

    /// <param name="asked">The method and address that this is the answer to.</param>
    public static RegistryProblem Of(
        (HttpMethod Method, Uri Address) asked,
        HttpResponseMessage response,
        IReadOnlyList<RegistryError> errors
    )
    {
        var isWrite = asked.Method == HttpMethod.Post || asked.Method == HttpMethod.Put || asked.Method == HttpMethod.Patch;
        return errors.Select(error => OfWords(error.Message)).FirstOrDefault(problem => problem is not null)
            ?? errors.Select(error => OfCode(error.Code, isWrite)).FirstOrDefault(problem => problem is not null)
            ?? OfStatus((int)response.StatusCode, asked.Method, asked.Address.AbsolutePath, WebPage.Is(response));
    }

    /// <summary>What has no code of its own, or one that says less than the words.</summary>
    private static RegistryProblem? OfWords(string words) =>
        words switch
        {
            RegistryError.NoSpace => RegistryProblem.StorageFull,
            _ when words.Has("quota") => RegistryProblem.StorageFull,
            _ when words.Has("invalid URL on layer") || words.Has("missing URL on layer") => RegistryProblem.LayerAddressRefused,
            _ when words.Has("immutable") => RegistryProblem.TagImmutable,

            // Nexus and Artifactory refuse what they do not know with codes of their own, and say so only in words.
            _ when words.Has("media type") && (words.Has("unsupported") || words.Has("not supported") || words.Has("unknown")) =>
                RegistryProblem.ManifestRefused,
            _ when words.Has("unsupported manifest") || words.Has("unrecognized manifest") || words.Has("manifest schema") =>
                RegistryProblem.ManifestRefused,

            // nginx asks for a certificate in the handshake, and says only in an answer what it thinks of it.
            _ when words.Has("No required SSL certificate") => RegistryProblem.ClientCertificateRequired,
            _ when words.Has("SSL certificate error") => RegistryProblem.ClientCertificateRefused,
            _ => null,
        };

    /// <remarks>
    /// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes; the others are Harbor's and Artifactory's.
    /// </remarks>
    private static RegistryProblem? OfCode(string code, bool isWrite) =>
        code switch
        {
            "TOOMANYREQUESTS" => RegistryProblem.RateLimited,
            "MANIFEST_UNKNOWN" or "TAG_UNKNOWN" => RegistryProblem.ManifestUnknown,
            "NAME_UNKNOWN" or "NOT_FOUND" or "PROJECT_NOT_FOUND" or "PROJECTPOLICYVIOLATION" when isWrite =>
                RegistryProblem.RepositoryMissing,
            "NAME_UNKNOWN" or "NOT_FOUND" => RegistryProblem.RepositoryUnknown,
            "NAME_INVALID" => RegistryProblem.NameRefused,
            // The session is gone, not the repository.
            "BLOB_UPLOAD_UNKNOWN" or "BLOB_UPLOAD_INVALID" => RegistryProblem.UploadLost,
            "MANIFEST_BLOB_UNKNOWN" or "BLOB_UNKNOWN" => RegistryProblem.ContentMissing,
            "MANIFEST_INVALID" => RegistryProblem.ManifestRefused,
            _ => null,
        };

    private static RegistryProblem OfStatus(int status, HttpMethod method, string path, bool isWebPage) =>
        status switch
        {
            401 => RegistryProblem.LoginRequired,
            403 => isWebPage ? RegistryProblem.WebPage : RegistryProblem.Forbidden,
            404 when method != HttpMethod.Post && path.Contains(Uploads, StringComparison.Ordinal) => RegistryProblem.UploadLost,
            404 when method == HttpMethod.Post || method == HttpMethod.Put => RegistryProblem.RepositoryMissing,
            404 => isWebPage ? RegistryProblem.NotARegistry : RegistryProblem.Other,
            405 => RegistryProblem.NotAllowed,
            407 => RegistryProblem.ProxyLoginRequired,
            413 => RegistryProblem.BodyTooLarge,
            415 => RegistryProblem.ManifestRefused,
            429 => RegistryProblem.RateLimited,
            500 or 502 or 503 or 504 => RegistryProblem.ServerTrouble,
            507 => RegistryProblem.StorageFull,

            // nginx's and Cloudflare's own, or Expect, which registries know.
            417 or (>= 494 and <= 499) or (>= 520 and <= 530) => RegistryProblem.ProxyAnswer,
            _ => isWebPage ? RegistryProblem.ProxyAnswer : RegistryProblem.Other,
        };

    private static bool Has(this string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
}
