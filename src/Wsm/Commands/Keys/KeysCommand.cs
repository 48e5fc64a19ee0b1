using System.CommandLine;
using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Hosting;

namespace Wsm.Commands.Keys;

/// <summary><c>wsm keys</c>: the signed list of keys whose bundles a site takes.</summary>
internal static class KeysCommand
{
    public static Verb Create(WsmContext context) =>
        new("keys", "Make, sign and look at the list of keys whose bundles a site takes: rotation and revocation.", context)
        {
            KeysChangeCommand.Create(context),
            KeysSignCommand.Create(context),
            KeysShowCommand.Create(context),
        };

    /// <summary>The list's file, by default where the person stands.</summary>
    public static Argument<string> FileArgument() =>
        new("list")
        {
            Description = "The list's file.",
            HelpName = "LIST",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => KeyListFile.Name,
        };
}
