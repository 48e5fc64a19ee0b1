using System.CommandLine;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>
/// Addresses on the command line hold no passwords: they would be seen in the list of processes and in the shell's history, and would be
/// written into what names the address. What is refused is not repeated.
/// </summary>
internal static class AddressSecrets
{
    private const string Remedy = "Log in with 'wsm login HOST', or give --username HOST=NAME and --password-stdin.";

    public static void RefuseIn<T>(Option<T> option) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => Holds(token.Value)))
            {
                result.AddError($"{Refusal(option.Name)}. {Remedy}");
            }
        });

    /// <exception cref="UserError">It holds some.</exception>
    public static void Refuse(string address, string name)
    {
        if (Holds(address))
        {
            throw UserError.Usage($"{Refusal(name)}.", Remedy);
        }
    }

    private static string Refusal(string name) => $"The address of {name} must not contain a user name or a password";

    /// <summary>Of <c>HOST/PATH</c> with or without a scheme: an @ in its first part.</summary>
    private static bool Holds(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? address : address[(scheme + 3)..]).Split('/')[0].Contains('@', StringComparison.Ordinal);
    }
}
