using System.Security.Authentication;

namespace Wsm.Oci.Registry.Failures;

/// <summary>
/// A server's certificate that is not accepted here, or ours that is not accepted there; the message is the reason, with the server as
/// "it".
/// </summary>
internal sealed class TlsFailure(string message, RegistryProblem problem) : AuthenticationException(message)
{
    public RegistryProblem Problem { get; } = problem;

    public static TlsFailure? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is TlsFailure failure)
            {
                return failure;
            }
        }

        return null;
    }
}
