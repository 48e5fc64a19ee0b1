using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry;

/// <summary>What a server beside registries answered, for those who judge statuses themselves.</summary>
public static class Answer
{
    /// <summary>An answer that is no success, as an exception in the server's own words.</summary>
    /// <param name="who">The server, at the beginning of a sentence.</param>
    public static Task<RegistryException> ToExceptionAsync(
        HttpResponseMessage answer,
        string who,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var request = answer.RequestMessage!;
        return RequestFailure.FromResponseAsync(
            request,
            request.RequestUri!.Authority,
            request.RequestUri,
            answer,
            time,
            cancellationToken,
            who
        );
    }
}
