using System.CommandLine;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>A registry's host on the command line.</summary>
internal static class HostArgument
{
    public static Argument<string> Create() =>
        new("registry") { Description = "HOST[:PORT] of the registry; docker.io for Docker Hub.", HelpName = "HOST" };

    /// <exception cref="UserError">It is no host.</exception>
    public static string Read(Invocation call, Argument<string> argument)
    {
        var text = call.Get(argument)!.TrimEnd('/');
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            text = text[8..];
        }

        AddressSecrets.Refuse(text, argument.HelpName ?? argument.Name);
        if (!ImageReference.TryParse($"{text}/x/y", out var probe, out var problem))
        {
            throw UserError.Usage($"'{text}' is not a registry's host: {problem}", "Write HOST[:PORT].");
        }

        if (probe.Repository != "x/y")
        {
            throw UserError.Usage($"'{text}' is not a registry's host: it has no dot and no port, or a path.", "Write HOST[:PORT].");
        }

        return probe.Registry;
    }
}
