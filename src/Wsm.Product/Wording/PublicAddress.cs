using System.Text.RegularExpressions;

namespace Wsm.Product.Wording;

/// <summary>
/// Addresses as they may be written down and shown. A query often holds what opens the door (a SAS token of Azure, a signed address of S3):
/// where it may, all of it is left out, for a part of it is of no use.
/// </summary>
public static partial class PublicAddress
{
    /// <summary>Parts of the names of parameters whose values open something.</summary>
    private static readonly string[] Secret =
    [
        "sig",
        "key",
        "auth",
        "code",
        "pass",
        "pw",
        "jwt",
        "hash",
        "mac",
        "policy",
        "token",
        "secret",
        "cred",
        "licen",
        "session",
    ];

    /// <param name="place">An http or https address; anything else comes back as it is.</param>
    public static string Of(string place) =>
        Read(place) is not { } address ? place
        : IsWhole(address) ? address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)
        : address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Whether something of it is left out.</summary>
    public static bool IsCut(string place) => Read(place) is { } address && (address.UserInfo.Length > 0 || !IsWhole(address));

    private static Uri? Read(string place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static bool IsWhole(Uri address) =>
        address.Query.TrimStart('?').Split('&').All(static pair => pair.Length == 0 || IsHarmless(pair));

    private static bool IsHarmless(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? ("", pair) : (pair[..equals], pair[(equals + 1)..]);
        return !Secret.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) && PlainValue().IsMatch(value);
    }

    /// <summary>Words, paths and versions; nothing long with digits in it.</summary>
    [GeneratedRegex(@"\A([A-Za-z0-9._~:+/\-]{0,15}|[a-z._/\-]{0,100})\z", RegexOptions.NonBacktracking)]
    private static partial Regex PlainValue();
}
