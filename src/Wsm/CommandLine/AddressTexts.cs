using System.Text;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.CommandLine;

/// <summary>Files that the person names by their address.</summary>
internal sealed class AddressTexts
{
    private const int LargestFile = 64 * 1024 * 1024;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public string? Find(string name) => _texts.GetValueOrDefault(name);

    /// <param name="names">What is no http or https address is left alone.</param>
    /// <exception cref="UserError">An address gives nothing.</exception>
    public async Task FetchAsync(IEnumerable<string> names, RegistryOptions options, CancellationToken cancellationToken)
    {
        foreach (var name in names.Where(name => !_texts.ContainsKey(name)))
        {
            if (Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                AddressSecrets.Refuse(name, PublicAddress.Of(name));
                using var client = new DocumentClient(options);
                _texts[name] = await ReadAsync(client, address, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A text at an address, with the login that is kept for its host.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static async Task<string> ReadAsync(DocumentClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.UTF8.GetString(
                await client.GetAsync(address, credential: null, LargestFile, cancellationToken).ConfigureAwait(false)
            );
        }
        catch (RegistryException refused)
        {
            throw new UserError($"{address.GetLeftPart(UriPartial.Path)} could not be fetched: {refused.Message}", cause: refused);
        }
    }
}
