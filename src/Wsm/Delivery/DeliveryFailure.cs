using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;

namespace Wsm.Delivery;

/// <summary>Why one item did not arrive, for a person.</summary>
public sealed record DeliveryFailure(string Reason, string? Hint)
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

    public static DeliveryFailure Of(Exception exception) =>
        exception switch
        {
            RegistryException registry => new(registry.Message, TargetHints.For(registry) ?? registry.Hint),
            UserError error => new(error.Message, error.Hint),
            _ => new(exception.Message, null),
        };
}
