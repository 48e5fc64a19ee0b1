namespace Wsm.Oci.Registry.Failures;

/// <summary>
/// What kind of trouble a <see cref="RegistryException"/> tells of, for programs that say what to do about it. Where the registry gave
/// a code of its own, the code decides and not the status it came with.
/// </summary>
public enum RegistryProblem
{
    /// <summary>None of the others; the message is all there is to say.</summary>
    Other,

    /// <summary>The host name could not be resolved.</summary>
    HostUnknown,

    /// <summary>Nothing listens at the address.</summary>
    ConnectionRefused,

    /// <summary>Neither a connection nor a refusal, or no answer, in the time allowed.</summary>
    NoAnswer,

    /// <summary>A transfer broke off and could not be taken up again.</summary>
    ConnectionLost,

    /// <summary>The server did not speak TLS.</summary>
    NotTls,

    /// <summary>The server's certificate comes from an authority that is not trusted here.</summary>
    UntrustedAuthority,

    /// <summary>The server's certificate is for another name, out of date, or not acceptable otherwise.</summary>
    UnacceptableCertificate,

    /// <summary>The server wants to see a client certificate, and none was given.</summary>
    ClientCertificateRequired,

    /// <summary>The server does not accept the client certificate that was given.</summary>
    ClientCertificateRefused,

    /// <summary>A file with a client certificate or its key cannot be used.</summary>
    UnusableClientCertificate,

    /// <summary>A file with certificate authorities is not readable, or not PEM.</summary>
    UnusableAuthorityFile,

    /// <summary>A file with certificate authorities holds none in PEM form, perhaps one in DER form.</summary>
    EmptyAuthorityFile,

    /// <summary>A proxy variable is not an address.</summary>
    MalformedProxy,

    /// <summary>The proxy did not connect to the server.</summary>
    ProxyTunnelRefused,

    /// <summary>The proxy wants to know who asks (407).</summary>
    ProxyLoginRequired,

    /// <summary>The registry leads to its own host without the port that a proxy before it has.</summary>
    PortLost,

    /// <summary>A token server, named by a registry that uses HTTPS, does not use it.</summary>
    PlainHttpTokenServer,

    /// <summary>A redirect from HTTPS to plain HTTP.</summary>
    PlainHttpRedirect,

    /// <summary>A token server of another domain than the registry's: the credentials are not sent there.</summary>
    ForeignTokenServer,

    /// <summary>Credentials are known and wanted, but would travel over plain HTTP to another machine.</summary>
    CredentialsWithheld,

    /// <summary>A login that was kept in a file is not accepted any more.</summary>
    StaleLogin,

    /// <summary>The server answers, but is not a registry.</summary>
    NotARegistry,

    /// <summary>A web page came where a document of the registry was asked for: a login page or a proxy's.</summary>
    WebPage,

    /// <summary>There are no credentials, or not the right ones.</summary>
    LoginRequired,

    /// <summary>The user is known, and may not do this.</summary>
    Forbidden,

    /// <summary>Too many requests, or too many pulls.</summary>
    RateLimited,

    /// <summary>No such tag or manifest.</summary>
    ManifestUnknown,

    /// <summary>No such repository, or nothing by this name.</summary>
    RepositoryUnknown,

    /// <summary>A repository cannot be written to because it, or its project, has to be made first.</summary>
    RepositoryMissing,

    /// <summary>The registry does not accept the repository's name.</summary>
    NameRefused,

    /// <summary>The registry does not allow the method: it may be read-only.</summary>
    NotAllowed,

    /// <summary>A request's body is larger than the registry, or a proxy before it, allows.</summary>
    BodyTooLarge,

    /// <summary>There is no room left in the registry's storage.</summary>
    StorageFull,

    /// <summary>The registry failed (5xx).</summary>
    ServerTrouble,

    /// <summary>A proxy before the registry answered in its place.</summary>
    ProxyAnswer,

    /// <summary>The registry does not know, or would not go on with, an upload that it had opened.</summary>
    UploadLost,

    /// <summary>A manifest names blobs or manifests that the repository does not hold.</summary>
    ContentMissing,

    /// <summary>The registry does not take manifests of this media type, or not this one.</summary>
    ManifestRefused,

    /// <summary>The registry does not take manifests whose layers name addresses of their own.</summary>
    LayerAddressRefused,

    /// <summary>The tag stands for another manifest and may not be moved.</summary>
    TagImmutable,

    /// <summary>A manifest was taken, and the tag stands for another one all the same.</summary>
    ManifestNotKept,
}
