using Microsoft.AspNetCore.Http;

namespace Wsm.Site.Serving.Http;

/// <summary>One room of the server: answers the requests that are its own and passes on the others.</summary>
public interface IEndpoint
{
    /// <summary>False when the path belongs to somebody else; nothing has been written then.</summary>
    Task<bool> TryHandleAsync(HttpContext context);
}
