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
    public static string Read(Invocation call, Argument<string> argument) =>
        Parse(call.Get(argument)!, argument.HelpName ?? argument.Name, "Write HOST[:PORT].");

    /// <param name="name">Of the argument or option that it stands in.</param>
    /// <param name="form">What to write, for the hint.</param>
    /// <exception cref="UserError">It is no host.</exception>
    public static string Parse(string text, string name, string form)
    {
        text = text.TrimEnd('/');
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            text = text[8..];
        }

        AddressSecrets.Refuse(text, name);
        if (!ImageReference.TryParse($"{text}/x/y", out var probe, out var problem))
        {
            throw UserError.Usage($"'{text}' is not a registry's host: {problem}", form);
        }

        if (probe.Repository != "x/y")
        {
            throw UserError.Usage($"'{text}' is not a registry's host: it has no dot and no port, or a path.", form);
        }

        return probe.Registry;
    }
}
