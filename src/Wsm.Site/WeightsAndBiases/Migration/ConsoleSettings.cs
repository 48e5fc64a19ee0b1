using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Values;
using Wsm.Product.Failures;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>
/// What an administrator set in the System Console. The operator keeps it in a Secret (<c>NAME-spec-user</c>), as JSON under the key
/// <c>values</c>. A custom resource that carries the channel's values outranks that Secret: what it says must go into the resource too.
/// </summary>
internal static class ConsoleSettings
{
    /// <exception cref="UserError">The Secret holds no settings.</exception>
    public static MapValue Read(MapValue secret, string name)
    {
        var data = secret["data"].Data as MapValue ?? new MapValue();
        if (data["values"].Data is not string encoded)
        {
            throw UserError.Usage(
                $"{name} is a Secret without the key 'values', where the operator keeps what was set in the System Console.",
                "Give the output of 'kubectl get secret wandb-spec-user -o yaml'."
            );
        }

        try
        {
            return ValuesReader.Read(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
        }
        catch (FormatException error)
        {
            throw new UserError(
                $"{name} has a key 'values' that is not base64.",
                "Give the output of 'kubectl get secret wandb-spec-user -o yaml' as it came.",
                FailureKind.Usage,
                error
            );
        }
    }
}
