using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Models;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery;

/// <summary>Why one item did not arrive.</summary>
/// <param name="Reason">A sentence for a person.</param>
/// <param name="Cause">What the program may know a way out of.</param>
public sealed record DeliveryFailure(string Reason, Exception Cause)
{
    /// <summary>Whether the failure is the item's own, so that the others go on; anything else is a bug or an interruption.</summary>
    public static bool IsOf(Exception exception) =>
        exception
            is UserError
                or ContentException
                or ManifestException
                or CredentialException
                or IOException
                or HttpRequestException
                or InvalidDataException
                or UnauthorizedAccessException;

    public static DeliveryFailure Of(Exception exception) => new(exception.Message, exception);
}
