using System.Security.Authentication;

namespace Wsm.Oci.Registry.Http;

/// <summary>A server's certificate that is not accepted; the message is the reason, fit to follow "because".</summary>
internal sealed class TlsFailure(string message, bool unknownAuthority) : AuthenticationException(message)
{
    public bool UnknownAuthority { get; } = unknownAuthority;

    public static TlsFailure? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is TlsFailure failure)
                return failure;
        }

        return null;
    }
}
